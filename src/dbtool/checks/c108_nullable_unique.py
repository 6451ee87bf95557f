"""A unique key of several columns of which one may be NULL.

NULL is not equal to NULL: rows that have it in one column may stand there any number of times, although all
their other columns are the same. A single column that may be left out, such as a second e-mail address, is
let be.

Bad:

```yaml
table: prices
columns: {id: bigint, symbol: text not null, venue: text}
primary_key: [id]
unique: {prices_once: [symbol, venue]}
```

Good:

```yaml
table: prices
columns: {id: bigint, symbol: text not null, venue: text}
primary_key: [id]
unique: {prices_once: {columns: [symbol, venue], nulls_not_distinct: true}}
```

Waive it where NULL means that nothing is known yet, and such rows may be alike.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.lookups import lookups
from dbtool.checks.reading import column_at, listed, said
from dbtool.definitions.sql_tokens import lex
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for table, found in lookups(database).items():
        for lookup in found:
            if not lookup.unique or lookup.nulls_not_distinct or len(lookup.elements) < 2:
                continue
            columns = [column_at(database, table, name) for name in lookup.columns if name]
            held = _held_by(lookup.where)
            loose = [
                column.name for column in columns if column and column.nullable and column.name not in held
            ]
            if loose:
                yield Hit(
                    lookup.key,
                    f"{lookup.title} of {said(table)} lets a row stand there twice where {listed(loose)} "
                    "is NULL",
                    f"make {listed(loose)} not null, or say nulls_not_distinct: true",
                )


def _held_by(where: str | None) -> frozenset[str | None]:
    """Give the columns that a predicate speaks of: it may say that they are NULL, or that they are not."""
    return frozenset(token.name for token in lex(where)) if where else frozenset()


RULE = Rule(code="C108", name="nullable-unique", severity="info", find=_find, page=__doc__)
