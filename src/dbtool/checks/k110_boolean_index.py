"""An index whose only column has but one or two values.

An index on a boolean finds half of the table, for which the server rather reads all of it; and a partial
index on the very column that its predicate fixes holds the same value again and again. What helps is a
partial index on the column that is searched or sorted by among those rows.

Bad:

```yaml
table: users
columns: {id: bigint, active: boolean, seen: timestamptz}
primary_key: [id]
indexes: {users_active: {on: [active], where: active}}
```

Good:

```yaml
table: users
columns: {id: bigint, active: boolean, seen: timestamptz}
primary_key: [id]
indexes: {users_active: {on: [seen], where: active}}
```

Waive it where one of the values is rare and the rows that have it are all that is ever asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import type_parts
from dbtool.checks.lookups import Lookup, lookups
from dbtool.checks.reading import column_at
from dbtool.definitions.sql_tokens import lex
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for table, found in lookups(database).items():
        for lookup in found:
            name = lookup.columns[0] if len(lookup.columns) == 1 and not lookup.unique else None
            column = column_at(database, table, name) if name else None
            if not column or not name:
                continue
            if lookup.where and _fixes(lookup, name):
                message = f"{lookup.title} is on {name} alone, of which its predicate leaves one value"
            elif type_parts(column.type).name == "boolean" and not lookup.where:
                message = f"{lookup.title} is on the boolean {name} alone, and finds half of the table"
            else:
                continue
            yield Hit(
                lookup.key, message, f"index what is searched by among those rows, with a predicate on {name}"
            )


def _fixes(lookup: Lookup, name: str) -> bool:
    """Say whether the predicate is `name`, `not name` or `name = constant`."""
    tokens = [token for token in lex(lookup.where or "") if token.text not in {"(", ")"}]
    words = [token.word for token in tokens]
    if [token.name for token in tokens] == [name] or (words[0] == "not" and len(tokens) == 2):
        return True
    is_constant = (
        len(tokens) > 2
        and tokens[1].text == "="
        and (
            tokens[2].string is not None
            or words[2] in {"true", "false"}
            or tokens[2].kind == "numeric_literal"
        )
    )
    return tokens[0].name == name and is_constant and not {"and", "or"} & set(words)


RULE = Rule(code="K110", name="boolean-index", severity="info", find=_find, page=__doc__)
