"""An enum that no column, function or other type uses.

It was left over when a column changed its type, or the column that it was made for has `text` instead, and
then anything can stand there.

Bad:

```yaml
enums: {order_side: [buy, sell]}
tables:
  orders: {columns: {id: bigint, side: text}, primary_key: [id]}
```

Good:

```yaml
enums: {order_side: [buy, sell]}
tables:
  orders: {columns: {id: bigint, side: order_side}, primary_key: [id]}
```

Waive it for a type that other databases or programs use.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import facts, said
from dbtool.kinds.relations.enum import Enum
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for enum in facts(database, Enum):
        users = {key for key in database.dependents.get(enum.key, ()) if key.kind != "grant"}
        if not users:
            yield Hit(
                enum.key,
                f"the enum {said(enum.key.path)} is used by nothing",
                "give the column that it was made for this type, or drop it",
            )


RULE = Rule(code="C110", name="unused-enum", severity="warning", find=_find, page=__doc__)
