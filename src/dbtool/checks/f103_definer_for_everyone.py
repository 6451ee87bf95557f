"""Everyone may call a SECURITY DEFINER function.

PUBLIC has EXECUTE on every new function. What runs with its owner's rights should be called by those for
whom it was written: revoke it from PUBLIC and grant it by name. Functions of triggers are not reported,
since nobody can call them.

Bad:

```yaml
roles: {app: }
functions:
  count_users:
    returns: bigint
    security: definer
    language: sql
    set: {search_path: "public, pg_temp"}
    body: select 1
    grants: {app: execute}
```

Good:

```yaml
roles: {app: }
functions:
  count_users:
    returns: bigint
    security: definer
    language: sql
    set: {search_path: "public, pg_temp"}
    body: select 1
    grants: {app: execute}
revokes:
  - {from: public, on: {function: count_users}, privileges: execute}
```

Waive it where what the function does is harmless for everyone, by any arguments.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import PUBLIC, grants_on
from dbtool.checks.reading import said
from dbtool.checks.routines import routine_parts, routines
from dbtool.model.database import Database

_NOT_CALLED = frozenset({"trigger", "event_trigger"})


def _find(database: Database) -> Iterator[Hit]:
    for routine in routines(database):
        if routine.result in _NOT_CALLED or not routine_parts(routine.definition).says("security", "definer"):
            continue
        # No grant to PUBLIC is what a function has by default: EXECUTE.
        of_public = next((one for one in grants_on(database, routine.key) if one.grantee == PUBLIC), None)
        if of_public is None or "EXECUTE" in of_public.privileges:
            yield Hit(
                routine.key,
                f"everyone may call {said(routine.key.path[:2])}, which runs as its owner",
                "revoke execute from public, and grant it to those who need it",
            )


RULE = Rule(code="F103", name="definer-for-everyone", severity="warning", find=_find, page=__doc__)
