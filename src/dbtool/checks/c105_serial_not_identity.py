"""A `serial` column, where an identity column does the same by the standard.

`serial` makes a sequence and a default. Whoever may insert needs a right on the sequence too; anybody can
write a number by hand that the sequence gives out again later; and a copy of the table by `LIKE` draws on the
same sequence. An identity column has none of that.

Bad:

```yaml
table: orders
columns: {id: bigserial, placed: timestamptz}
primary_key: [id]
```

Good:

```yaml
table: orders
columns: {id: bigint generated always as identity, placed: timestamptz}
primary_key: [id]
```

Waive it for a schema whose types are given.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import declared_columns, facts, said
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.kinds.relations.sequence_ownership import SequenceOwnership
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    owned = {(found.schema, found.table, found.column) for found in facts(database, SequenceOwnership)}
    drawn = {
        (found.schema, found.table, found.column)
        for found in facts(database, ColumnDefault)
        if found.expression.startswith("nextval(")
    }
    for column in declared_columns(database):
        if column.key.path in owned & drawn:
            yield Hit(
                column.key,
                f"{said(column.key.path)} is a serial: inserting needs a right on its sequence too",
                f"write {column.type} generated always as identity",
            )


RULE = Rule(code="C105", name="serial-not-identity", severity="info", find=_find, page=__doc__)
