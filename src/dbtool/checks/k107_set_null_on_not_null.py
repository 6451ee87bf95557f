"""A foreign key that sets a column to NULL which cannot be NULL.

The server takes the definition, and then refuses every delete of a row that is referred to, with an error
about the other table's column. What was meant is one of two: the column may be NULL, or the delete should be
refused (`no action`) or carried on (`cascade`).

Bad:

```yaml
tables:
  users: {columns: {id: bigint}, primary_key: [id]}
  orders:
    columns: {id: bigint, user_id: bigint not null}
    primary_key: [id]
    foreign_keys: {orders_user_fkey: user_id -> users(id) on delete set null}
    indexes: {orders_user: [user_id]}
```

Good:

```yaml
tables:
  users: {columns: {id: bigint}, primary_key: [id]}
  orders:
    columns: {id: bigint, user_id: bigint}
    primary_key: [id]
    foreign_keys: {orders_user_fkey: user_id -> users(id) on delete set null}
    indexes: {orders_user: [user_id]}
```

There is no reason to waive it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import Path, column_at, foreign_keys, listed, said, table_of
from dbtool.definitions.printed import ForeignKeyParts
from dbtool.definitions.sql_tokens import names_of
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for constraint, parts in foreign_keys(database):
        table = table_of(constraint)
        for event, columns in _set_to_null(parts):
            found = [column_at(database, table, name) for name in columns]
            strict = [column.name for column in found if column is not None and not column.nullable]
            if strict:
                names = listed(strict)
                yield Hit(
                    constraint.key,
                    f"the foreign key {constraint.name} of {said(table)} sets {names} to NULL on {event}, "
                    "which the column does not allow",
                    f"let {names} be NULL, or write on {event} cascade or no action",
                )


def _set_to_null(parts: ForeignKeyParts) -> Iterator[tuple[str, Path]]:
    """Give the events that set columns to NULL, and which; `set null (a)` names some of them."""
    for event, action in (("delete", parts.on_delete), ("update", parts.on_update)):
        if action and action.startswith("set null"):
            named = action.removeprefix("set null").strip().strip("()")
            yield event, (names_of(named) or ()) if named else parts.columns


RULE = Rule(code="K107", name="set-null-on-not-null", severity="error", find=_find, page=__doc__)
