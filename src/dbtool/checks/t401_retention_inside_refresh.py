"""Raw rows are dropped while a continuous aggregate's refresh window still covers them.

A refresh makes the aggregate equal to what the source holds now. Where retention has dropped the source's
rows, the next refresh of that time deletes what was aggregated from them, without an error: 30 aggregated
days became 11 in a test with a retention of 10 days. A window without start_offset reaches back to the
beginning.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 1 day}
    retention: 30 days
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 90 days, end_offset: 1 day, schedule: 1 day}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 1 day}
    retention: 30 days
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 14 days, end_offset: 1 day, schedule: 1 day}
```

Waive it where the aggregate shall forget together with its source.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import longer
from dbtool.checks.hypertables import aggregates, read_by, refreshes
from dbtool.checks.reading import said
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for aggregate in aggregates(database):
        for refresh, source in product(refreshes(database, aggregate.key.path), read_by(database, aggregate)):
            retention = cast(Retention | None, database.get("retention", *source.path))
            if retention is None or retention.drop_after is None:
                continue
            if refresh.start_offset is None or longer(refresh.start_offset, retention.drop_after):
                back = refresh.start_offset or "to the beginning"
                yield Hit(
                    refresh.key,
                    f"the refresh of {said(aggregate.key.path)} reaches back {back}, but"
                    f" {said(source.path)} keeps"
                    f" {retention.drop_after}: a refresh deletes what was aggregated from dropped rows",
                    f"make start_offset shorter than {retention.drop_after}, or keep the source longer",
                    (retention.key,),
                )


RULE = Rule(code="T401", name="retention-inside-refresh", severity="error", find=_find, page=__doc__)
