"""A hypertable will have more than 1,000 chunks.

Every chunk is a table with indexes of its own. Planning, statistics, `pg_dump` and DDL grow with their
number: a statement that alters the hypertable locks every chunk, and about 6,400 locks are all that a
server with default settings has. Counted is what retention keeps, by the chunk interval and the number of
hash partitions.

Choose an interval such that the newest chunk with its indexes fits into a quarter of the memory, and not a
shorter one.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 1 day}
    retention: 5 years
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 7 days}
    retention: 5 years
```

Waive it where so many rows arrive that a longer chunk would not fit into memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, prod
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import seconds
from dbtool.checks.hypertables import DEFAULT_CHUNK, hypertables
from dbtool.checks.reading import said
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.database import Database

MANY = 1000


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        retention = cast(Retention | None, database.get("retention", *hypertable.key.path))
        interval = hypertable.chunk_interval or DEFAULT_CHUNK
        kept, length = seconds(retention.drop_after if retention else None), seconds(interval)
        if kept is None or not length:
            continue
        hashed = prod(hypertable.hash.values())
        count = ceil(kept / length) * hashed
        if count > MANY:
            per_hash = f", each cut into {hashed} by hash" if hashed > 1 else ""
            yield Hit(
                hypertable.key,
                f"hypertable {said(hypertable.key.path)} will have about {count:,} chunks:"
                f" {retention.drop_after if retention else ''} of {interval}{per_hash}",
                "take a longer chunk_interval",
                (retention.key,) if retention else (),
            )


RULE = Rule(code="T201", name="too-many-chunks", severity="warning", find=_find, page=__doc__)
