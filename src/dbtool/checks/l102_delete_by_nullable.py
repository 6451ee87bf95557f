"""Old rows are deleted by a column that may be NULL.

NULL is never older than anything: a row without a value stays for ever, and nothing says so.

Bad:

```yaml
tables:
  sessions:
    columns: {id: bigint, ended_at: timestamptz}
    indexes: {sessions_ended_at: [ended_at]}
    retention: {delete_after: 30 days, by: ended_at}
```

Good:

```yaml
tables:
  sessions:
    columns: {id: bigint, started_at: timestamptz not null}
    indexes: {sessions_started_at: [started_at]}
    retention: {delete_after: 30 days, by: started_at}
```

Waive it where rows without a value shall stay: sessions that still run.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import column_at, facts, said
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for retention in facts(database, RowRetention):
        path = retention.key.path
        column = column_at(database, path, retention.column)
        if column and column.nullable:
            yield Hit(
                retention.key,
                f"rows of {said(path)} are deleted by {column.name}, and those in which it is NULL stay for"
                " ever",
                f"make {column.name} not null, or delete by another column",
                (column.key,),
            )


RULE = Rule(code="L102", name="delete-by-nullable", severity="warning", find=_find, page=__doc__)
