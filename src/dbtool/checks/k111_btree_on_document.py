"""A B-tree index on a JSON document or an array.

It orders whole values: only `=` with the complete document can use it, never `->>`, `@>`, `?` or `ANY`, and a
value of more than 2,700 bytes cannot be inserted any more. A GIN index finds what is inside.

Bad:

```yaml
table: events
columns: {id: bigint, data: jsonb}
primary_key: [id]
indexes: {events_data: [data]}
```

Good:

```yaml
table: events
columns: {id: bigint, data: jsonb}
primary_key: [id]
indexes:
  events_data: {using: gin, on: [data]}
  events_kind: [(data ->> 'kind')]
```

Waive it where whole small values are compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import type_parts
from dbtool.checks.lookups import lookups
from dbtool.checks.reading import column_at
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for table, found in lookups(database).items():
        for lookup in found:
            first = lookup.columns[0]
            column = column_at(database, table, first) if first and lookup.method == "btree" else None
            if not column or lookup.unique:
                continue
            parts = type_parts(column.type)
            if parts.array or parts.name == "jsonb":
                yield Hit(
                    lookup.key,
                    f"{lookup.title} is a B-tree on {column.name}, of type {column.type}: "
                    "it finds whole values only, never what is inside",
                    "write using: gin, or index the expression that is asked for",
                )


RULE = Rule(code="K111", name="btree-on-document", severity="warning", find=_find, page=__doc__)
