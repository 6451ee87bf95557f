"""A table without a primary key.

Nothing keeps the same row from standing there twice, and then no statement can change or delete only one of
the two. Logical replication refuses updates and deletes of such a table, and most tools that move or compare
rows need a key. Partitions have their parent's; hypertables have a rule of their own (K105).

Bad:

```yaml
table: settings
columns: {name: text not null, value: text}
```

Good:

```yaml
table: settings
columns: {name: text not null, value: text}
primary_key: [name]
```

Waive it for tables that rows only pass through, such as those that a file is loaded into.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import constraints, facts, is_hypertable, said, table_of
from dbtool.kinds.relations.table import Table
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    keyed = {table_of(constraint) for constraint in constraints(database, "primary key")}
    for table in facts(database, Table):
        path = (table.schema, table.name)
        if path not in keyed and not table.partition_of and not is_hypertable(database, path):
            yield Hit(
                table.key,
                f"the table {said(path)} has no primary key",
                "add primary_key with what tells two rows apart",
            )


RULE = Rule(code="K104", name="missing-primary-key", severity="warning", find=_find, page=__doc__)
