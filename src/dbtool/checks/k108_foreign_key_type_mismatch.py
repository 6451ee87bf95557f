"""A foreign key between columns of different types.

Where the types cannot be compared (`uuid` and `bigint`) the server refuses the key. Where they can (`integer`
and `bigint`, `text` and `varchar`) it takes it: then one side holds values that the other cannot, the smaller
one overflows first, and joins compare with a cast.

Bad:

```yaml
tables:
  users: {columns: {id: bigint}, primary_key: [id]}
  orders:
    columns: {id: bigint, user_id: integer}
    primary_key: [id]
    foreign_keys: {orders_user_fkey: user_id -> users(id)}
    indexes: {orders_user: [user_id]}
```

Good:

```yaml
tables:
  users: {columns: {id: bigint}, primary_key: [id]}
  orders:
    columns: {id: bigint, user_id: bigint}
    primary_key: [id]
    foreign_keys: {orders_user_fkey: user_id -> users(id)}
    indexes: {orders_user: [user_id]}
```

Waive it where the types stay different until a table that is in use has been changed over.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import TypeParts, type_parts
from dbtool.checks.reading import (
    column_at,
    foreign_keys,
    referenced_columns,
    referenced_table,
    said,
    table_of,
)
from dbtool.kinds.relations.column import Column
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for constraint, parts in foreign_keys(database):
        table = referenced_table(constraint, parts)
        others = referenced_columns(database, constraint, parts)
        for name, other_name in zip(parts.columns, others, strict=False):
            column = column_at(database, table_of(constraint), name)
            other = column_at(database, table, other_name)
            if column and other and _differ(type_parts(column.type), type_parts(other.type)):
                yield Hit(
                    constraint.key,
                    f"{_called(column)} is {type_parts(column.type).name}, "
                    f"but {_called(other)}, which it refers to, is {type_parts(other.type).name}",
                    f"give {_called(column)} the type {type_parts(other.type).name}",
                    (column.key, other.key),
                )


def _differ(mine: TypeParts, other: TypeParts) -> bool:
    # The length of a text or the digits of a number are another matter.
    return (mine.name, mine.array) != (other.name, other.array)


def _called(column: Column) -> str:
    return said((column.schema, column.table, column.name))


RULE = Rule(
    code="K108", name="foreign-key-type-mismatch", severity="warning", find=_find, page=__doc__, early=True
)
