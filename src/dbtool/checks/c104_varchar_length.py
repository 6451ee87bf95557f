"""A text with a limit, where `text` would do.

`varchar(n)`, `char(n)` and `text` are stored alike, and the limit saves nothing. It is a guess that turns
into an outage when a longer value comes, and making it smaller again rewrites the table. `char(n)` moreover
fills up with spaces, which count in some comparisons and not in others. Where a limit is a rule of the
business, a check says so by name and can be changed without touching the rows.

Bad:

```yaml
table: people
columns: {id: bigint, name: varchar(50) not null, country: char(2)}
primary_key: [id]
```

Good:

```yaml
table: people
columns: {id: bigint, name: text not null, country: text}
primary_key: [id]
checks: {people_country: length(country) = 2}
```

Waive it for a schema whose types are given, at the table for all its columns.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import TypeParts, type_parts
from dbtool.checks.reading import declared_columns, said
from dbtool.kinds.relations.column import Column
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for column in declared_columns(database):
        parts = type_parts(column.type)
        if parts.name == "character" or (parts.name == "character varying" and parts.modifiers):
            yield Hit(column.key, _message(column, parts), "write text, and a check where the limit matters")


def _message(column: Column, parts: TypeParts) -> str:
    size = parts.modifiers[0] if parts.modifiers else "1"
    fills = ", filled up with spaces" if parts.name == "character" else ""
    return f"{said(column.key.path)} is limited to {size} characters{fills}, which saves nothing"


RULE = Rule(code="C104", name="varchar-length", severity="info", find=_find, page=__doc__)
