"""A role has CREATEROLE.

Before PostgreSQL 16 it may give itself almost any other role, `pg_execute_server_program` among them, which
is as good as superuser. From 16 on it rules only roles that it has ADMIN on, its own creations among them;
that is still more than an application should have.

Bad:

```yaml
roles:
  app: {login: true, password: env, createrole: true}
```

Good:

```yaml
roles:
  app: {login: true, password: env}
schemas:
  public: {grants: {app: usage}}
```

Waive it for the role that provisions others, on PostgreSQL 16 or newer.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import roles
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for role in roles(database):
        if role.createrole and not role.superuser:
            yield Hit(
                role.key,
                f"{role.name} has CREATEROLE, which before PostgreSQL 16 is as good as superuser",
                "leave createrole out; roles are made by dbtool",
            )


RULE = Rule(code="R104", name="createrole-role", severity="warning", find=_find, page=__doc__)
