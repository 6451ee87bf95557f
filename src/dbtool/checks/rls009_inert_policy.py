"""A policy has no effect.

Without an expression it lets nothing pass: a policy FOR INSERT or UPDATE asks WITH CHECK, one for the
others USING. A policy for a role that has no rights on the table is never asked.

Bad:

```yaml
roles: {app: , auditor: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, insert]}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
        audit: {to: auditor, for: select, using: "true"}
```

Good:

```yaml
roles: {app: , auditor: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, insert], auditor: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
        audit: {to: auditor, for: select, using: "true"}
```

Waive it where the rights are granted outside of the definitions.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import COMMANDS, policies_of, protected, table_of
from dbtool.checks.reach import PUBLIC, READS_ALL, WRITES_ALL, grants_within, groups_of, role_of, roles
from dbtool.checks.reading import listed, said
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        for policy in policies_of(database, security.key.path):
            if policy.using is None and policy.check is None:
                yield Hit(
                    policy.key,
                    f"policy {policy.name} of {said(table_of(policy))} has no expression and lets nothing"
                    " pass",
                    "write using, or check for new rows",
                )
                continue
            idle = sorted(name for name in policy.roles if _idle(database, policy, name))
            if idle and len(idle) == len(policy.roles):
                has = "have" if len(idle) > 1 else "has"
                yield Hit(
                    policy.key,
                    f"policy {policy.name} of {said(table_of(policy))} is for {listed(idle)}, who {has} no"
                    " rights"
                    " on the table",
                    "grant what the policy is for, or leave it out",
                )


def _idle(database: Database, policy: Policy, name: str) -> bool:
    """Say whether neither the role nor a member of it has a privilege that the policy is about."""
    if name == PUBLIC or role_of(database, name) is None:
        return False
    wanted = {word.upper() for word in (COMMANDS if policy.command == "all" else (policy.command,))}
    who = {name} | {other.name for other in roles(database) if name in groups_of(database, other.name)}
    names = frozenset().union(*(groups_of(database, one) for one in who))
    if not names.isdisjoint({READS_ALL, WRITES_ALL}):
        return False
    return not any(
        grant.grantee in names and wanted & {*grant.privileges}
        for grant in grants_within(database, table_of(policy))
    )


RULE = Rule(code="RLS009", name="inert-policy", severity="info", find=_find, page=__doc__)
