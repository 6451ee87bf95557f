"""A foreign key to columns that no key keeps unique.

The server refuses it. It often comes of a primary key that was made wider: the key of a hypertable or of a
partitioned table must hold the partition column, and `id` alone is then no longer unique.

Bad:

```yaml
tables:
  orders:
    columns: {id: bigint, at: timestamptz not null}
    primary_key: [id, at]
    partition_by: range (at)
    partitions: {orders_rest: default}
  fills:
    columns: {id: bigint, order_id: bigint}
    primary_key: [id]
    foreign_keys: {fills_order_fkey: order_id -> orders(id)}
```

Good:

```yaml
tables:
  orders:
    columns: {id: bigint, at: timestamptz not null}
    primary_key: [id, at]
    partition_by: range (at)
    partitions: {orders_rest: default}
  fills:
    columns: {id: bigint, order_id: bigint, order_at: timestamptz}
    primary_key: [id]
    foreign_keys: {fills_order_fkey: "order_id, order_at -> orders(id, at)"}
    indexes: {fills_order: [order_id, order_at]}
```

It cannot be waived: the server has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.lookups import lookups
from dbtool.checks.reading import (
    foreign_keys,
    listed,
    referenced_columns,
    referenced_table,
    said,
    table_at,
    table_of,
)
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    found = lookups(database)
    for constraint, parts in foreign_keys(database):
        table = referenced_table(constraint, parts)
        columns = referenced_columns(database, constraint, parts)
        keys = [lookup for lookup in found.get(table, ()) if lookup.unique and lookup.where is None]
        # A partition may have its key from the parent, and a table that nobody declares is another error.
        known = table_at(database, table)
        if not known or known.partition_of or any(set(key.columns) == set(columns) for key in keys):
            continue
        names = listed(columns) or "its primary key"
        wider = next((key for key in keys if set(columns) < set(key.columns)), None)
        more = listed(column for column in wider.columns if column and column not in columns) if wider else ""
        yield Hit(
            constraint.key,
            f"the foreign key {constraint.name} of {said(table_of(constraint))} points at {names} of "
            f"{said(table)}, which no key keeps unique",
            f"carry {more} along and refer to {listed(c for c in wider.columns if c)}"
            if wider
            else f"make {names} of {said(table)} unique, or point at its key",
        )


RULE = Rule(
    code="K109", name="foreign-key-without-target", severity="error", find=_find, page=__doc__, early=True
)
