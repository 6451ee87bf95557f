"""Old rows are deleted by a column that no index begins with.

`dbtool maintain run` deletes in batches. Without an index each batch reads the table from its beginning,
past all rows that stay, so that the whole takes time that grows with the square of the table. On a
hypertable the time column needs none, since only old chunks are read.

Bad:

```yaml
tables:
  system_logs:
    columns: {id: bigint, created_at: timestamptz not null, message: text}
    primary_key: [id]
    retention: {delete_after: 90 days, by: created_at}
```

Good:

```yaml
tables:
  system_logs:
    columns: {id: bigint, created_at: timestamptz not null, message: text}
    primary_key: [id]
    indexes: {system_logs_created_at: [created_at]}
    retention: {delete_after: 90 days, by: created_at}
```

Waive it for a table that stays small.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import hypertable_at, indexes, leads
from dbtool.checks.reading import Path, facts, said
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for retention in facts(database, RowRetention):
        path = retention.key.path
        hypertable = hypertable_at(database, path)
        if hypertable is not None and hypertable.by == retention.column:
            continue
        if not leads(database, path, retention.column) and not _found(database, path, retention.column):
            yield Hit(
                retention.key,
                f"rows of {said(path)} are deleted by {retention.column}, with which no index begins",
                f"add an index on ({retention.column})",
                (Key("column", (*path, retention.column)),),
            )


def _found(database: Database, path: Path, column: str) -> bool:
    """Say whether a partial index or one of blocks finds old rows: its author will have thought of it."""
    return any(one.parts.columns[0] == column for one in indexes(database, path))


RULE = Rule(code="L101", name="delete-without-index", severity="warning", find=_find, page=__doc__)
