"""Default privileges are declared for a role that makes nothing.

They count for objects that this very role makes. What somebody else makes, the migrations' role for one,
gets none of them, and nothing says so. A role that owns nothing here, may create in no schema and has no
member that logs in makes nothing.

Bad:

```yaml
roles: {orders_owner: , orders_migrator: , readers: }
tables:
  orders: {columns: {id: bigint}, owner: orders_owner}
default_privileges:
  - {for: orders_migrator, in: public, on: tables, to: readers, privileges: select}
```

Good:

```yaml
roles: {orders_owner: , readers: }
tables:
  orders: {columns: {id: bigint}, owner: orders_owner}
default_privileges:
  - {for: orders_owner, in: public, on: tables, to: readers, privileges: select}
```

Waive it for a role that makes objects outside of these definitions.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import grants, memberships, role_of
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    makers = {getattr(fact, "owner", None) for fact in database.facts.values()}
    makers |= {grant.grantee for grant in grants(database) if "CREATE" in grant.privileges}
    makers |= {
        membership.role
        for membership in memberships(database)
        if (member := role_of(database, membership.member)) and member.login
    }
    for fact in database.of_kind("default_privilege"):
        assert isinstance(fact, DefaultPrivilege)
        role = role_of(database, fact.creator)
        # Of a role that is not declared nobody knows what it makes; a superuser may make everything.
        if role is not None and not role.superuser and not role.login and fact.creator not in makers:
            yield Hit(
                fact.key,
                f"{fact.creator} makes nothing here, so that its default privileges on {fact.on} never count",
                "name the role that makes the objects, such as their owner",
                (role.key,),
            )


RULE = Rule(code="R208", name="default-privileges-of-nobody", severity="warning", find=_find, page=__doc__)
