"""A continuous aggregate keeps its rows for a shorter time than its source does.

Summaries are small and usually outlive the raw rows. Here they go first, and a refresh whose window reaches
beyond the aggregate's own retention makes them anew each time, to be dropped again.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: time
    retention: 1 year
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 14 days, end_offset: 1 day, schedule: 1 day}
    retention: 90 days
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: time
    retention: 1 year
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 14 days, end_offset: 1 day, schedule: 1 day}
    retention: 5 years
```

Waive it where only the latest summaries are ever read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import longer
from dbtool.checks.hypertables import aggregates, read_by
from dbtool.checks.reading import said
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for aggregate in aggregates(database):
        own = cast(Retention | None, database.get("retention", *aggregate.key.path))
        if own is None or own.drop_after is None:
            continue
        for source in read_by(database, aggregate):
            kept = cast(Retention | None, database.get("retention", *source.path))
            if kept is None or longer(kept.drop_after, own.drop_after):
                time = kept.drop_after if kept and kept.drop_after else "everything"
                yield Hit(
                    own.key,
                    f"{said(aggregate.key.path)} keeps {own.drop_after} while its source {said(source.path)}"
                    f" keeps {time}",
                    "keep the aggregate at least as long as its source",
                    (source,) if kept is None else (kept.key,),
                )


RULE = Rule(code="T402", name="aggregate-retention-shorter", severity="warning", find=_find, page=__doc__)
