"""A hypertable's chunk interval is zero.

The server refuses it:

    ERROR: invalid interval for timestamp with time zone dimension
    HINT: Use a positive interval.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 0 days}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 7 days}
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import seconds
from dbtool.checks.hypertables import hypertables
from dbtool.checks.reading import said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        if seconds(hypertable.chunk_interval) == 0:
            yield Hit(
                hypertable.key,
                f"the chunk interval of hypertable {said(hypertable.key.path)} is zero",
                "leave chunk_interval out for 7 days, or say a positive one",
            )


RULE = Rule(code="T204", name="empty-chunk-interval", severity="error", find=_find, page=__doc__, early=True)
