"""A login has rights of its own, while others have theirs from groups.

Who reads which rights the group has knows nothing of the login's, and the next login for the same purpose
lacks them. Where no login belongs to a group that has rights, nothing is said.

Bad:

```yaml
roles:
  readers:
  shop: {login: true, password: env, member_of: [readers]}
  reports: {login: true, password: env}
tables:
  sales: {columns: {id: bigint}, grants: {readers: select, reports: select}}
```

Good:

```yaml
roles:
  readers:
  shop: {login: true, password: env, member_of: [readers]}
  reports: {login: true, password: env, member_of: [readers]}
tables:
  sales: {columns: {id: bigint}, grants: {readers: select}}
```

Waive it for a login whose rights nobody else is ever to have.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import grants, memberships, role_of
from dbtool.checks.reading import listed
from dbtool.kinds.access.grant import Grant
from dbtool.model.database import Database

_RELATIONS = frozenset(
    {"table", "view", "materialized_view", "continuous_aggregate", "foreign_table", "column"}
)


def _find(database: Database) -> Iterator[Hit]:
    held: dict[str, list[Grant]] = {}
    for grant in grants(database):
        if grant.on_kind in _RELATIONS and grant.privileges:
            held.setdefault(grant.grantee, []).append(grant)
    groups = [
        membership.role
        for membership in memberships(database)
        if membership.role in held
        and (member := role_of(database, membership.member)) is not None
        and member.login
    ]
    for grantee, given in held.items() if groups else ():
        role = role_of(database, grantee)
        if role is not None and role.login and not role.superuser:
            titles = listed(dict.fromkeys(".".join(grant.on[:2]) for grant in given))
            yield Hit(
                role.key,
                f"{grantee} logs in and has rights of its own on {titles}",
                f"grant them to a group such as {groups[0]}, and make {grantee} a member",
                tuple(grant.key for grant in given),
            )


RULE = Rule(code="R209", name="grants-to-logins", severity="info", find=_find, page=__doc__)
