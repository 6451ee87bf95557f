"""A role has no rights and no members, and owns nothing.

It was forgotten when what it was for went, or the grants to it were. A login that nobody needs is a door.

Bad:

```yaml
roles:
  old_reports: {login: true, password: env}
```

Good:

```yaml
roles:
  reports: {login: true, password: env}
tables:
  sales: {columns: {id: bigint}, grants: {reports: select}}
```

Waive it where another database of the same server uses the role.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import grants, memberships, roles
from dbtool.checks.reading import facts
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    used = _used(database)
    for role in roles(database):
        powers = role.superuser or role.replication or role.createrole or role.createdb or role.bypassrls
        if role.name not in used and not powers:
            yield Hit(
                role.key,
                f"{role.name} has no rights and no members, and owns nothing",
                "grant it what it is for, or leave it out",
            )


def _used(database: Database) -> set[str]:
    found = {grant.grantee for grant in grants(database)}
    for membership in memberships(database):
        found |= {membership.role, membership.member}
    for default in facts(database, DefaultPrivilege):
        found |= {default.creator, default.grantee}
    for policy in facts(database, Policy):
        found.update(policy.roles)
    owners = (cast(str | None, getattr(fact, "owner", None)) for fact in database.facts.values())
    return found.union(owner for owner in owners if owner)


RULE = Rule(code="R108", name="unused-role", severity="info", find=_find, page=__doc__)
