"""A policy calls a volatile function.

The planner has to call it for every row, cannot use an index for the comparison, and two rows of one
statement may be judged by different answers. A function that only reads a setting or a table is STABLE; say
so.

Bad:

```yaml
roles: {app: }
tables:
  offers:
    columns: {id: bigint, ends: timestamptz}
    grants: {app: select}
    row_security:
      policies:
        running: {to: app, using: ends > clock_timestamp()}
```

Good:

```yaml
roles: {app: }
tables:
  offers:
    columns: {id: bigint, ends: timestamptz}
    grants: {app: select}
    row_security:
      policies:
        running: {to: app, using: ends > now()}
```

Waive it where the function has to be asked anew for each row.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import expressions, table_of
from dbtool.checks.reading import facts, said
from dbtool.checks.routines import VOLATILE, calls, routine_parts, routines
from dbtool.definitions.sql_tokens import lex
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    own = _declared(database)
    for policy in facts(database, Policy):
        names = {name for _clause, text in expressions(policy) for _at, name in calls(tuple(lex(text)))}
        # A name that is declared as stable too cannot be told by its name alone.
        volatile = sorted(name for name in names if own.get(name, name in VOLATILE))
        if volatile:
            yield Hit(
                policy.key,
                f"policy {policy.name} of {said(table_of(policy))} calls {volatile[0]}, which is volatile",
                "call a stable function, or declare yours volatility: stable if it only reads",
            )


def _declared(database: Database) -> dict[str, bool]:
    """Give whether all declared functions of a name are volatile."""
    found: dict[str, bool] = {}
    for routine in routines(database):
        parts = routine_parts(routine.definition)
        volatile = not (parts.says("stable") or parts.says("immutable"))
        found[routine.name] = volatile and found.get(routine.name, True)
    return found


RULE = Rule(code="RLS117", name="volatile-policy", severity="warning", find=_find, page=__doc__)
