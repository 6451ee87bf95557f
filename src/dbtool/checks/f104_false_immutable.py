"""A function is declared IMMUTABLE but calls what is not.

IMMUTABLE promises the same answer for the same arguments for ever. The planner computes such calls ahead
and keeps the answer in cached plans, where one session's user becomes the next one's; an index or a
generated column over it goes wrong without an error. What only reads settings or the time is STABLE.

Bad:

```yaml
functions:
  current_account:
    returns: bigint
    language: sql
    volatility: immutable
    body: select nullif(current_setting('app.account', true), '')::bigint
```

Good:

```yaml
functions:
  current_account:
    returns: bigint
    language: sql
    volatility: stable
    body: select nullif(current_setting('app.account', true), '')::bigint
```

Waive it for a setting that never changes while the server runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import said
from dbtool.checks.routines import (
    STABLE,
    STABLE_WORDS,
    VOLATILE,
    RoutineParts,
    calls,
    routine_parts,
    routines,
)
from dbtool.model.database import Database

_READ = frozenset({"sql", "plpgsql"})


def _find(database: Database) -> Iterator[Hit]:
    for routine in routines(database):
        parts = routine_parts(routine.definition)
        used = _used(parts) if parts.says("immutable") and parts.language in _READ else None
        if used:
            name, volatility = used
            yield Hit(
                routine.key,
                f"{said(routine.key.path[:2])} is declared IMMUTABLE but uses {name}, which is {volatility}",
                f"declare it volatility: {volatility}",
            )


def _used(parts: RoutineParts) -> tuple[str, str] | None:
    called = [name for _at, name in calls(parts.body)]
    volatile = next((name for name in called if name in VOLATILE), None)
    if volatile:
        return volatile, "volatile"
    words = (token.word for at, token in enumerate(parts.body) if parts.body[at - 1].text != "." or not at)
    stable = next((name for name in called if name in STABLE), None)
    stable = stable or next((word for word in words if word in STABLE_WORDS), None)
    return (stable, "stable") if stable else None


RULE = Rule(code="F104", name="false-immutable", severity="error", find=_find, page=__doc__)
