"""A role may log in, and the definitions do not say where its password comes from.

It is created without one, so that password authentication fails until somebody sets it by hand, outside of
everything that is reviewed. Right are such roles where pg_hba.conf authenticates by certificate, by peer or
by a directory, and for owners of TimescaleDB's jobs, who have no connections (`connection_limit: 0`).

Bad:

```yaml
roles:
  app: {login: true}
```

Good:

```yaml
roles:
  app: {login: true, password: env}
schemas:
  public: {grants: {app: usage}}
```

Waive it where the role is authenticated without a password.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import roles
from dbtool.kinds.access.role import password_variable
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for role in roles(database):
        if role.login and role.password is None and role.connection_limit != 0:
            yield Hit(
                role.key,
                f"{role.name} may log in but has no password source",
                f"write password: env, and set {password_variable(role.name)}",
            )


RULE = Rule(code="R107", name="login-without-password", severity="info", find=_find, page=__doc__)
