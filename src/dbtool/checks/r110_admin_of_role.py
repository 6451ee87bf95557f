"""A role that people or programs log in with may admit others to a role.

ADMIN on a membership gives the role on to anybody, and takes it from them; from PostgreSQL 16 on it is also
what CREATEROLE needs to alter the role. An application that has it can give itself, and whoever it names, all
that the role may reach.

Bad:

```yaml
roles:
  readers:
  app: {login: true, password: env, connection_limit: 20, member_of: [{role: readers, admin: true}]}
schemas:
  public: {grants: {readers: usage}}
```

Good:

```yaml
roles:
  readers:
  app: {login: true, password: env, connection_limit: 20, member_of: [readers]}
schemas:
  public: {grants: {readers: usage}}
```

Waive it for the role that provisions others.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import memberships, role_of
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for membership in memberships(database):
        role = role_of(database, membership.member)
        if membership.admin and role and role.login and not role.superuser:
            yield Hit(
                membership.key,
                f"{membership.member} logs in and may admit anybody to {membership.role}",
                "leave admin out; memberships are made by dbtool",
            )


RULE = Rule(code="R110", name="admin-of-role", severity="warning", find=_find, page=__doc__)
