"""A policy that is always true makes the others of the table void.

Permissive policies are joined by OR. One with USING (true) admits every row, so that what another one says
for the same role and command means nothing. Often it was left from a first try, or was meant to be
restrictive.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
        readable: {for: select, using: "true"}
```

Good:

```yaml
roles: {app: , auditor: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: select, auditor: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
        readable: {to: auditor, for: select, using: "true"}
```

Waive it where reading is open to all on purpose and the other policy is about writing.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import COMMANDS, holds_for, policies_of, protected, subject_roles
from dbtool.checks.predicates import is_true
from dbtool.checks.reach import privileges
from dbtool.checks.reading import Path, said
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database
from dbtool.model.key import Key

_READS = ("select", "update", "delete")


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        path = security.key.path
        for policy in policies_of(database, path):
            if not policy.permissive or not is_true(policy.using):
                continue
            found = next(_void(database, path, policy), None)
            if found:
                role, command, other = found
                yield Hit(
                    policy.key,
                    f"policy {policy.name} of {said(path)} is always true, so that {other.name} does not"
                    " narrow what"
                    f" {role} may {command}",
                    "make it restrictive, or say to which role it belongs",
                    (other.key,),
                )


def _void(database: Database, path: Path, policy: Policy) -> Iterator[tuple[str, str, Policy]]:
    """Give the roles and commands for which another policy is void, each with that policy."""
    for role in subject_roles(database, path):
        granted = privileges(database, role, Key("table", path))
        for command in COMMANDS:
            if command not in _READS or command.upper() not in granted:
                continue
            if not holds_for(database, policy, role, command):
                continue
            for other in policies_of(database, path):
                narrower = (
                    other.permissive and other is not policy and other.using and not is_true(other.using)
                )
                if narrower and holds_for(database, other, role, command):
                    yield role, command, other


RULE = Rule(code="RLS101", name="policy-always-true", severity="warning", find=_find, page=__doc__)
