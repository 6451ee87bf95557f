"""A role is a superuser.

A superuser passes every grant, every policy and row security, reads the server's files and runs programs on
its machine. Applications and people need none of it day by day: they get the rights of their work, and an
administrator becomes superuser by SET ROLE when it has to be.

Bad:

```yaml
roles:
  app: {login: true, password: env, superuser: true}
```

Good:

```yaml
roles:
  app: {login: true, password: env}
schemas:
  public: {grants: {app: usage}}
```

Waive it for the one role that administrates the server.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import roles
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for role in roles(database):
        if role.superuser:
            yield Hit(
                role.key,
                f"{role.name} is a superuser: no grant, policy or row security holds for it",
                "give it the rights of its work instead",
            )


RULE = Rule(code="R101", name="superuser-role", severity="error", find=_find, page=__doc__)
