"""A SECURITY DEFINER function searches temporary objects before its own schemas.

`pg_temp` is searched first for tables and types where a search path does not name it: the caller's
temporary table `users` then stands in for the one that is meant. Name it last. An empty path and one of
`pg_catalog` alone are safe, since every other name has to be qualified there.

Bad:

```yaml
functions:
  count_users:
    returns: bigint
    security: definer
    language: sql
    set: {search_path: public}
    body: select 1
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

Waive it where the body names no table and no type without its schema.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import said
from dbtool.checks.routines import routine_parts, routines
from dbtool.model.database import Database

_SAFE = frozenset({"", "pg_catalog"})


def _find(database: Database) -> Iterator[Hit]:
    for routine in routines(database):
        parts = routine_parts(routine.definition)
        path = parts.search_path
        if path is None or not parts.says("security", "definer"):
            continue
        if not set(path) <= _SAFE and path[-1] != "pg_temp":
            yield Hit(
                routine.key,
                f"{said(routine.key.path[:2])} runs as its owner and searches pg_temp before"
                f" {', '.join(path)}",
                f'say set: {{search_path: "{", ".join(_with_temp_last(path))}"}}',
            )


def _with_temp_last(path: tuple[str, ...]) -> list[str]:
    return [*(name for name in path if name != "pg_temp"), "pg_temp"]


RULE = Rule(code="F102", name="definer-pg-temp", severity="warning", find=_find, page=__doc__)
