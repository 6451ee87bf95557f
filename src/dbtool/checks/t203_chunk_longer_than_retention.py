"""A chunk is longer than rows are kept.

Retention drops whole chunks, once their newest row is old enough. With chunks of 30 days and a retention of
7 days rows live for up to 37 days, five times what is promised.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 30 days}
    retention: 7 days
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 1 day}
    retention: 7 days
```

Waive it where retention only saves disk and nobody minds that rows live longer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import longer
from dbtool.checks.hypertables import DEFAULT_CHUNK, hypertables
from dbtool.checks.reading import said
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        retention = cast(Retention | None, database.get("retention", *hypertable.key.path))
        interval = hypertable.chunk_interval or DEFAULT_CHUNK
        if retention and longer(interval, retention.drop_after):
            yield Hit(
                retention.key,
                f"hypertable {said(hypertable.key.path)} promises to drop rows after {retention.drop_after}"
                " but"
                f" its chunks are {interval} long, and a chunk goes as a whole",
                "take a chunk_interval that is a fraction of the retention",
                (hypertable.key,),
            )


RULE = Rule(code="T203", name="chunk-longer-than-retention", severity="warning", find=_find, page=__doc__)
