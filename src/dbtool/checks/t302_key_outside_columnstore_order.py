"""A unique key's column is neither in segment_by nor in order_by.

An insert into a compressed chunk has to look for a row with the same key. Where the key's columns are not
among those that batches are cut and sorted by, the server has to decompress every batch of the chunk for
it, and says so:

    WARNING: column "id" should be used for segmenting or ordering

The cost arises with late rows and upserts only; a table that is only appended to never pays it.

Bad:

```yaml
extensions: [timescaledb]
tables:
  fills:
    columns: {time: timestamptz not null, id: bigint, symbol: text}
    primary_key: [id, time]
    hypertable: time
    compression: {segment_by: [symbol], order_by: [time desc], after: 7 days}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  fills:
    columns: {time: timestamptz not null, id: bigint, symbol: text}
    primary_key: [id, time]
    hypertable: time
    compression: {segment_by: [symbol], order_by: [time desc, id], after: 7 days}
```

Waive it where no row comes later than compression.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import hypertables, unique_keys
from dbtool.checks.reading import said
from dbtool.definitions.sql_tokens import lex
from dbtool.kinds.timescale.columnstore import Columnstore
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        path = hypertable.key.path
        settings = cast(Columnstore | None, database.get("columnstore", *path))
        # What is left out is the server's choice, which goes by the unique keys.
        if settings is None or settings.segment_by is None or settings.order_by is None:
            continue
        ordered = {next(lex(order)).name for order in settings.order_by}
        used = {*settings.segment_by, *ordered, hypertable.by}
        for key in unique_keys(database, path):
            missing = [column for column in key.columns if column is not None and column not in used]
            if missing:
                yield Hit(
                    settings.key,
                    f"compression of {said(path)} goes neither by {' nor by '.join(missing)} of"
                    f" {key.called}: a"
                    " late row decompresses whole chunks",
                    f"add {', '.join(missing)} to order_by",
                    (key.key,),
                )


RULE = Rule(code="T302", name="key-outside-columnstore-order", severity="info", find=_find, page=__doc__)
