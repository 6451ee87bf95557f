"""A login may open any number of connections, while others are limited.

What goes wrong in one program, a pool that grows or a loop that closes nothing, takes the connections of all
others. Where no login has a limit nobody has meant to share them out, and nothing is said.

Bad:

```yaml
roles:
  shop: {login: true, password: env, connection_limit: 20}
  reports: {login: true, password: env}
```

Good:

```yaml
roles:
  shop: {login: true, password: env, connection_limit: 20}
  reports: {login: true, password: env, connection_limit: 5}
```

Waive it for a login behind a pool that has a limit of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import roles
from dbtool.model.database import Database

_ANY = -1


def _find(database: Database) -> Iterator[Hit]:
    # A limit of 0 is no share of the connections, and superusers are past every limit.
    logins = [role for role in roles(database) if role.login and not role.superuser]
    limited = [role for role in logins if role.connection_limit > 0]
    for role in logins if limited else ():
        if role.connection_limit == _ANY:
            yield Hit(
                role.key,
                f"{role.name} may open any number of connections, {limited[0].name} has a limit",
                "give it a connection_limit",
            )


RULE = Rule(code="R111", name="login-without-limit", severity="info", find=_find, page=__doc__)
