"""A SECURITY DEFINER function does not fix its search path.

It runs with the rights of its owner and finds names by the search path of its caller. Whoever may create an
object in any schema, a temporary table is enough, can have it read or run theirs instead. Say `set:
{search_path: …}` with schemas that nobody else may create in, `pg_temp` as the last one.

Bad:

```yaml
functions:
  count_users: {returns: bigint, security: definer, language: sql, body: select 1}
```

Good:

```yaml
functions:
  count_users:
    returns: bigint
    security: definer
    language: sql
    set: {search_path: "public, pg_temp"}
    body: select 1
```

Waive it where every name in the body is qualified, operators too.
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
        if parts.says("security", "definer") and parts.search_path is None:
            yield Hit(
                routine.key,
                f"{said(routine.key.path[:2])} runs as its owner by the search path of whoever calls it",
                'say set: {search_path: "…, pg_temp"}',
            )


RULE = Rule(code="F101", name="definer-search-path", severity="error", find=_find, page=__doc__)
