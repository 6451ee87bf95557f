"""A column of the type `money`.

It has no currency: what is stored shows as dollars or yen by the setting `lc_monetary` of whoever reads it,
and a dump restored under another setting changes the amounts. Its digits are fixed by that setting too.

Bad:

```yaml
table: invoices
columns: {id: bigint, amount: money not null}
primary_key: [id]
```

Good:

```yaml
table: invoices
columns: {id: bigint, amount: "numeric(20, 2) not null", currency: text not null}
primary_key: [id]
```

There is no reason to waive it other than a schema that may not be changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import type_parts
from dbtool.checks.reading import declared_columns, said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for column in declared_columns(database):
        if type_parts(column.type).name == "money":
            yield Hit(
                column.key,
                f"{said(column.key.path)} is of type money, whose currency is a setting of the reader's",
                "write numeric(20, 2), with the currency in a column of its own",
            )


RULE = Rule(code="C103", name="money-type", severity="warning", find=_find, page=__doc__)
