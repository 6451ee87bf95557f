"""A column or table that is called like a type.

`timestamp` or `date` may be a column's name without quotes, but in some places it is read as the type:
`timestamp '2024-01-01'` is a constant, `date(x)` a cast, and many tools quote it or trip over it. A name that
says what happened then reads better too.

Bad:

```yaml
table: readings
columns: {id: bigint, timestamp: timestamptz not null}
primary_key: [id]
```

Good:

```yaml
table: readings
columns: {id: bigint, measured_at: timestamptz not null}
primary_key: [id]
```

Waive it at the table where programs already use the name.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.names import named, titled
from dbtool.definitions.sql_tokens import listed
from dbtool.model.database import Database

_TYPES = listed("char date interval json jsonb numeric time timestamp timestamptz uuid values varchar")
_KINDS = frozenset({"column", "table", "view", "materialized_view", "continuous_aggregate"})


def _find(database: Database) -> Iterator[Hit]:
    for key, name in named(database):
        if key.kind in _KINDS and name in _TYPES:
            word = "a keyword" if name == "values" else "the name of a type"
            yield Hit(key, f"{titled(key)} has {word} for a name", "call it after what it holds")


RULE = Rule(code="N103", name="type-name", severity="info", find=_find, page=__doc__)
