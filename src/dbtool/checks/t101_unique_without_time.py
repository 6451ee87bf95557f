"""A unique key of a hypertable leaves out the time column.

Uniqueness holds within one chunk only, and chunks are made by time. The server refuses such a key:

    ERROR: cannot create a unique index without the column "time" (used in partitioning)

Put the time column into the key. Where another table refers to the shorter key, see K106 and K109.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {id: uuid, time: timestamptz not null}
    primary_key: [id]
    hypertable: time
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {id: uuid, time: timestamptz not null}
    primary_key: [id, time]
    hypertable: time
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import hypertables, unique_keys
from dbtool.checks.reading import said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        path = hypertable.key.path
        for key in unique_keys(database, path):
            if hypertable.by not in key.columns:
                columns = ", ".join([*(column or "…" for column in key.columns), hypertable.by])
                yield Hit(
                    key.key,
                    f"{key.called} of hypertable {said(path)} leaves out {hypertable.by}, the column that"
                    " chunks"
                    " are made by",
                    f"make the key ({columns})",
                    (hypertable.key,),
                )


RULE = Rule(code="T101", name="unique-without-time", severity="error", find=_find, page=__doc__, early=True)
