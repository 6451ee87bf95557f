"""A role has rights on a table with row security, but no policy for what it may do there.

A policy for one role says nothing about another. A reader whom no policy names reads nothing, an INSERT
fails with "new row violates row-level security policy". Both look like a fault of the program.

Bad:

```yaml
roles: {app: , reader: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, insert], reader: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Good:

```yaml
roles: {app: , reader: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, insert], reader: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
        all_to_read: {to: reader, for: select, using: "true"}
```

Waive it where the role shall see nothing for now.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import COMMANDS, holds_for, policies_of, protected, subject_roles
from dbtool.checks.reach import PUBLIC, privileges
from dbtool.checks.reading import Path, listed, said
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        path = security.key.path
        # Without any permissive policy the finding is about the table: RLS003, RLS010.
        if not any(policy.permissive for policy in policies_of(database, path)):
            continue
        for role in subject_roles(database, path):
            commands = list(_refused(database, path, role))
            if commands and role != PUBLIC:
                yield Hit(
                    security.key,
                    f"{role} may {listed(commands)} on {said(path)}, but no policy lets it reach a row",
                    f"add {role} to a policy, or take the rights away",
                    (Key("role", (role,)),),
                )


def _refused(database: Database, path: Path, role: str) -> Iterator[str]:
    granted = privileges(database, role, Key("table", path))
    for command in COMMANDS:
        permitted = any(
            policy.permissive and holds_for(database, policy, role, command)
            for policy in policies_of(database, path)
        )
        if command.upper() in granted and not permitted:
            yield command


RULE = Rule(code="RLS008", name="role-without-policy", severity="warning", find=_find, page=__doc__)
