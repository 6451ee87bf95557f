"""A role has REPLICATION.

It may copy the whole server, all databases with all passwords, and slots that it leaves behind fill the
disk. A standby or a physical backup needs it; an application does not. About backup roles see R103.

Bad:

```yaml
roles:
  app: {login: true, password: env, replication: true}
```

Good:

```yaml
roles:
  app: {login: true, password: env}
schemas:
  public: {grants: {app: usage}}
```

Waive it for the role that a standby or a change-data-capture program connects with.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.backup_roles import is_backup
from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import roles
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for role in roles(database):
        if role.replication and not is_backup(role):
            yield Hit(
                role.key,
                f"{role.name} has REPLICATION and may copy the whole server",
                "leave replication out",
            )


RULE = Rule(code="R102", name="replication-role", severity="warning", find=_find, page=__doc__)
