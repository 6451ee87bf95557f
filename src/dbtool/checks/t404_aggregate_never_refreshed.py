"""Nothing refreshes a continuous aggregate.

It is made empty. Without a refresh policy a materialized-only aggregate never shows a row, and a real-time
one computes everything anew for each query.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks: {columns: {time: timestamptz not null, price: numeric}, hypertable: time}
continuous_aggregates:
  ticks_daily: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks: {columns: {time: timestamptz not null, price: numeric}, hypertable: time}
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 3 days, end_offset: 1 hour, schedule: 1 hour}
```

Waive it where a program outside of the database calls refresh_continuous_aggregate. A declared routine that
does is recognised.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import aggregates
from dbtool.checks.reading import said
from dbtool.checks.routines import bodies_mention
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for aggregate in aggregates(database):
        if Key("refresh", aggregate.key.path) in database:
            continue
        if not bodies_mention(database, "refresh_continuous_aggregate"):
            yield Hit(
                aggregate.key,
                f"nothing refreshes {said(aggregate.key.path)}",
                "declare refresh: {start_offset: …, end_offset: …, schedule: …}",
            )


RULE = Rule(code="T404", name="aggregate-never-refreshed", severity="warning", find=_find, page=__doc__)
