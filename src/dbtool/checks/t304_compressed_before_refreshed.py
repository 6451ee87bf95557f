"""Chunks are compressed while a refresh policy still reads or writes them.

The refresh window of a continuous aggregate reaches back further than compression waits. Late rows, which
are what the window is for, then go into compressed chunks of the source; and where the aggregate itself is
compressed, each refresh has to rewrite compressed chunks. It works, at a price.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, symbol: text, price: numeric}
    hypertable: time
    compression: {segment_by: [symbol], after: 7 days}
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 30 days, end_offset: 1 day, schedule: 1 day}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, symbol: text, price: numeric}
    hypertable: time
    compression: {segment_by: [symbol], after: 30 days}
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 14 days, end_offset: 1 day, schedule: 1 day}
```

Waive it where rows seldom come late and the wide window is a safety net.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import longer
from dbtool.checks.hypertables import aggregates, read_by
from dbtool.checks.reading import said
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.refresh import Refresh
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for aggregate in aggregates(database):
        refresh = cast(Refresh | None, database.get("refresh", *aggregate.key.path))
        if refresh is None:
            continue
        for key in (*read_by(database, aggregate), aggregate.key):
            policy = cast(ColumnstorePolicy | None, database.get("columnstore_policy", *key.path))
            if policy and longer(refresh.start_offset, policy.after):
                yield Hit(
                    policy.key,
                    f"chunks of {said(key.path)} are compressed after {policy.after}, while the refresh of"
                    f" {said(aggregate.key.path)} reaches back {refresh.start_offset}",
                    "compress later than start_offset, or shorten start_offset",
                    (refresh.key,),
                )


RULE = Rule(code="T304", name="compressed-before-refreshed", severity="info", find=_find, page=__doc__)
