"""A foreign key without an index on the table that refers.

The server indexes what a foreign key points at, never the columns that point. Deleting a row of the table
pointed at, or changing its key, then reads the whole referring table, once for each row, while it holds locks
on both; and joins along the key have nothing to go by. An index will do whose first columns are those of the
foreign key, in any order. A partial one counts only if it leaves out nothing but NULL.

Bad:

```yaml
tables:
  customers: {columns: {id: bigint}, primary_key: [id]}
  orders:
    columns: {id: bigint, customer_id: bigint not null}
    primary_key: [id]
    foreign_keys: {orders_customer_fkey: customer_id -> customers(id)}
```

Good:

```yaml
tables:
  customers: {columns: {id: bigint}, primary_key: [id]}
  orders:
    columns: {id: bigint, customer_id: bigint not null}
    primary_key: [id]
    foreign_keys: {orders_customer_fkey: customer_id -> customers(id)}
    indexes: {orders_customer: [customer_id]}
```

Waive it where rows of the other table are never deleted and nobody joins, or where the table stays small.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.lookups import Lookup, lookups
from dbtool.checks.reading import Path, foreign_keys, listed, referenced_table, said, table_of
from dbtool.definitions.sql_tokens import lex
from dbtool.kinds.relations.constraint import Constraint
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    found = lookups(database)
    told: set[tuple[Path, frozenset[str]]] = set()
    for constraint, parts in foreign_keys(database):
        columns = frozenset(parts.columns)
        # Of two foreign keys over the same columns one finding is enough.
        if (table_of(constraint), columns) in told:
            continue
        if not any(_serves(lookup, columns) for lookup in found.get(table_of(constraint), ())):
            told.add((table_of(constraint), columns))
            yield _hit(constraint, parts.columns, referenced_table(constraint, parts))


def _serves(lookup: Lookup, columns: frozenset[str]) -> bool:
    first = lookup.columns[: len(columns)]
    ordered = lookup.method == "btree" or (lookup.method == "hash" and len(columns) == 1)
    return ordered and set(first) == columns and _has_all_rows(lookup.where, columns)


def _has_all_rows(where: str | None, columns: frozenset[str]) -> bool:
    """Say whether a predicate leaves out nothing but rows that refer to nothing."""
    if where is None:
        return True
    tokens = [token for token in lex(where) if token.text not in {"(", ")"}]
    return [token.word for token in tokens[1:]] == ["is", "not", "null"] and tokens[0].name in columns


def _hit(constraint: Constraint, columns: Path, table: Path) -> Hit:
    names = listed(columns)
    return Hit(
        constraint.key,
        f"the foreign key {constraint.name} of {said(table_of(constraint))} has no index on {names}: "
        f"each row deleted from {said(table)} means reading all of {said(table_of(constraint))}",
        f"add an index that begins with {names}",
    )


RULE = Rule(code="K102", name="missing-fk-index", severity="warning", find=_find, page=__doc__)
