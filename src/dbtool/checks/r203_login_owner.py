"""Objects belong to a role that people or programs log in with.

An owner may alter, drop and grant, and is exempt from row security that is not forced. An application that
owns its tables can do by one injected statement what a migration does. Let a role without connections own
them, and grant the application what it needs.

A role with `connection_limit: 0` cannot connect and is not reported: it is how TimescaleDB's jobs get an
owner (T501).

Bad:

```yaml
roles: {app: {login: true, password: env}}
tables:
  orders: {columns: {id: bigint}, owner: app}
```

Good:

```yaml
roles: {orders_owner: , app: {login: true, password: env}}
tables:
  orders: {columns: {id: bigint}, owner: orders_owner, grants: {app: [select, insert]}}
```

Waive it for a role that only migrations log in with.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import role_of
from dbtool.checks.reading import said
from dbtool.model.database import Database
from dbtool.model.key import Key

_OWNED = frozenset(
    {"schema", "table", "view", "materialized_view", "continuous_aggregate", "sequence", "function"}
)
_NAMED = 3


def _find(database: Database) -> Iterator[Hit]:
    owned: dict[str, list[Key]] = {}
    for key in sorted(database):
        owner = cast(str | None, getattr(database.facts[key], "owner", None))
        if owner and key.kind in _OWNED:
            owned.setdefault(owner, []).append(key)
    for owner, keys in sorted(owned.items()):
        role = role_of(database, owner)
        if role and role.login and role.connection_limit != 0 and not role.superuser:
            names = ", ".join(f"{key.kind.replace('_', ' ')} {said(key.path[:2])}" for key in keys[:_NAMED])
            more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
            yield Hit(
                role.key,
                f"{owner} logs in and owns {names}{more}",
                "let a role own them that nobody connects with, and grant this one what it needs",
                tuple(keys),
            )


RULE = Rule(code="R203", name="login-owner", severity="warning", find=_find, page=__doc__)
