"""Roles are members of each other.

The server refuses the membership that closes the circle:

    ERROR: role "writers" is a member of role "readers"

Bad:

```yaml
roles: {readers: {member_of: [writers]}, writers: {member_of: [readers]}}
```

Good:

```yaml
roles: {readers: , writers: {member_of: [readers]}}
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import memberships
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    groups: dict[str, set[str]] = {}
    for membership in memberships(database):
        groups.setdefault(membership.member, set()).add(membership.role)
    for membership in memberships(database):
        if membership.member in _above(membership.role, groups):
            yield Hit(
                membership.key,
                f"{membership.member} is a member of {membership.role}, which is a member of"
                f" {membership.member}",
                "take one of the memberships away",
            )


def _above(name: str, groups: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for group in groups.get(waiting.pop(), ()):
            if group not in found:
                found.add(group)
                waiting.append(group)
    return found


RULE = Rule(code="R109", name="membership-cycle", severity="error", find=_find, page=__doc__, early=True)
