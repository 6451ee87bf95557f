"""A function is declared LEAKPROOF.

The planner may then run it before row security and before the filter of a `security_barrier` view, on rows
that the caller must not see. It has to tell nothing of its arguments: no error, no message, no time that
depends on them. Hardly any function of one's own can promise that.

Bad:

```yaml
functions:
  same:
    arguments: a text
    returns: boolean
    language: sql
    volatility: immutable
    leakproof: true
    body: select a = a
```

Good:

```yaml
functions:
  same:
    arguments: a text
    returns: boolean
    language: sql
    volatility: immutable
    body: select a = a
```

Waive it where the function only compares its arguments by operators that are leakproof themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import said
from dbtool.checks.routines import routine_parts, routines
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for routine in routines(database):
        parts = routine_parts(routine.definition)
        if parts.says("leakproof") and not parts.says("not", "leakproof"):
            yield Hit(
                routine.key,
                f"{said(routine.key.path[:2])} is LEAKPROOF and may run on rows that its caller must not see",
                "leave leakproof out",
            )


RULE = Rule(code="RLS218", name="leakproof-function", severity="warning", find=_find, page=__doc__)
