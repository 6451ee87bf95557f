"""A generated key that can run out.

An `integer` key ends at 2,147,483,647, a `smallint` at 32,767, and every insert that fails or rolls back uses
a number up too. A table that grows gets there; making the key wider then rewrites it, and all that refer to
it, while nobody can insert.

Bad:

```yaml
table: events
columns: {id: integer generated always as identity, at: timestamptz}
primary_key: [id]
```

Good:

```yaml
table: events
columns: {id: bigint generated always as identity, at: timestamptz}
primary_key: [id]
```

Waive it for tables that stay small: settings, roles, countries.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import type_parts
from dbtool.checks.reading import column_at, said, table_of, unique_keys
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.model.database import Database

_LAST = {"smallint": "32,767", "integer": "2,147,483,647"}


def _find(database: Database) -> Iterator[Hit]:
    for constraint, parts in unique_keys(database):
        for name in parts.columns if constraint.type == "primary key" else ():
            column = column_at(database, table_of(constraint), name)
            if column and type_parts(column.type).name in _LAST and _counts(database, column):
                yield Hit(
                    column.key,
                    f"{said(column.key.path)} counts up to {_LAST[type_parts(column.type).name]}, "
                    "and then every insert fails",
                    "write bigint",
                )


def _counts(database: Database, column: Column) -> bool:
    """Say whether the column gets its numbers from a sequence."""
    default = database.get("column_default", *column.key.path)
    drawn = isinstance(default, ColumnDefault) and default.expression.startswith("nextval(")
    return drawn or column.identity_generation is not None


RULE = Rule(code="C107", name="small-key", severity="info", find=_find, page=__doc__)
