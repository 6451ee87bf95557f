"""A foreign key that another one of the same table says already.

Both are checked at each write, and the second adds nothing. It usually comes from a column's own `REFERENCES`
and a constraint of the table beside it.

Bad:

```yaml
tables:
  customers: {columns: {id: bigint}, primary_key: [id]}
  orders:
    columns: {id: bigint, customer_id: bigint not null}
    primary_key: [id]
    foreign_keys:
      orders_customer_id_fkey: customer_id -> customers(id)
      fk_orders_customer: customer_id -> customers(id) on delete cascade
    indexes: {orders_customer: [customer_id]}
```

Good:

```yaml
tables:
  customers: {columns: {id: bigint}, primary_key: [id]}
  orders:
    columns: {id: bigint, customer_id: bigint not null}
    primary_key: [id]
    foreign_keys: {orders_customer_id_fkey: customer_id -> customers(id) on delete cascade}
    indexes: {orders_customer: [customer_id]}
```

There is no reason to waive it other than a schema that may not be changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import Path, foreign_keys, referenced_columns, referenced_table, said, table_of
from dbtool.definitions.names import default_name
from dbtool.definitions.printed import ForeignKeyParts
from dbtool.kinds.relations.constraint import Constraint
from dbtool.model.database import Database

_Meaning = tuple[Path, Path, frozenset[tuple[str, str]]]


def _find(database: Database) -> Iterator[Hit]:
    same: dict[_Meaning, list[tuple[Constraint, ForeignKeyParts]]] = {}
    for constraint, parts in foreign_keys(database):
        pairs = frozenset(zip(parts.columns, referenced_columns(database, constraint, parts), strict=False))
        meaning = (table_of(constraint), referenced_table(constraint, parts), pairs)
        same.setdefault(meaning, []).append((constraint, parts))
    for found in same.values():
        # The one with the server's own name for it stays.
        kept, *others = sorted(found, key=lambda one: (not _has_default_name(*one), one[0].name))
        for other, _parts in others:
            yield _hit(other, kept[0])


def _has_default_name(constraint: Constraint, parts: ForeignKeyParts) -> bool:
    return constraint.name == default_name(constraint.table, parts.columns, "fkey", ())


def _hit(other: Constraint, kept: Constraint) -> Hit:
    table = said(table_of(other))
    return Hit(
        other.key,
        f"the foreign key {other.name} of {table} says the same as {kept.name}",
        f"drop {other.name}, and keep in {kept.name} the action on delete that is meant",
        (kept.key,),
    )


RULE = Rule(code="K103", name="duplicate-foreign-key", severity="warning", find=_find, page=__doc__)
