"""A role that logs in may pass its rights on.

WITH GRANT OPTION lets it grant what it has to any role, PUBLIC included, in no definition and no review.
Its grants survive a REVOKE by the owner that does not say CASCADE.

Bad:

```yaml
roles: {app: {login: true, password: env}}
tables:
  orders: {columns: {id: bigint}, grants: {app: {select: true, grantable: select}}}
```

Good:

```yaml
roles: {app: {login: true, password: env}}
tables:
  orders: {columns: {id: bigint}, grants: {app: select}}
```

Waive it for a role that manages the rights of others.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import grants, role_of
from dbtool.checks.reading import listed, said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for grant in grants(database):
        role = role_of(database, grant.grantee)
        if grant.grantable and role and role.login and not role.superuser:
            on = said(grant.on) if grant.on else "the database"
            yield Hit(
                grant.key,
                f"{grant.grantee} may pass {listed(grant.grantable)} on {on} on to others",
                "leave grantable out",
            )


RULE = Rule(code="RLS222", name="grant-option", severity="warning", find=_find, page=__doc__)
