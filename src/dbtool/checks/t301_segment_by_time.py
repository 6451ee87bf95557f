"""Compression is segmented by the time column.

All rows of one compressed batch share the values of `segment_by`. Hardly two rows share a time, so each
batch holds one row: nothing is compressed, and reading is slower than before. The server accepts it.

Segment by what queries select (a symbol, a device), with at least some hundred rows of each in a chunk;
time belongs into `order_by`.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, symbol: text, price: numeric}
    hypertable: time
    compression: {segment_by: [time], order_by: [symbol], after: 7 days}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, symbol: text, price: numeric}
    hypertable: time
    compression: {segment_by: [symbol], order_by: [time desc], after: 7 days}
```

Waive it where the column holds few different times, such as the day of a batch job.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import hypertables
from dbtool.checks.reading import said
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        settings = cast(Columnstore | None, database.get("columnstore", *hypertable.key.path))
        if settings and hypertable.by in (settings.segment_by or ()):
            yield Hit(
                settings.key,
                f"compression of {said(hypertable.key.path)} is segmented by {hypertable.by}: each batch"
                " will hold"
                " the rows of one moment",
                f"take {hypertable.by} out of segment_by; put it into order_by",
            )


RULE = Rule(code="T301", name="segment-by-time", severity="error", find=_find, page=__doc__)
