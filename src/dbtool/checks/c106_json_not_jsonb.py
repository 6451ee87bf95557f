"""A column of type `json`, where `jsonb` is meant.

`json` keeps the text as it came, spaces and repeated keys included, and reads it anew for each question. It
has no equality, so that DISTINCT, GROUP BY and UNION fail on it, and no index finds anything in it.

Bad:

```yaml
table: events
columns: {id: bigint, data: json}
primary_key: [id]
```

Good:

```yaml
table: events
columns: {id: bigint, data: jsonb}
primary_key: [id]
```

Waive it where the very text has to be kept, as for a signature.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import type_parts
from dbtool.checks.reading import declared_columns, said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for column in declared_columns(database):
        if type_parts(column.type).name == "json":
            yield Hit(
                column.key,
                f"{said(column.key.path)} is json, which has no equality and no index",
                "write jsonb",
            )


RULE = Rule(code="C106", name="json-not-jsonb", severity="info", find=_find, page=__doc__)
