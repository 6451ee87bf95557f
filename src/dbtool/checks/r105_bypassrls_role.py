"""A role has BYPASSRLS and is no backup role.

All policies are void for it and for whoever may SET ROLE to it. Who has to see every row gets a policy of
its own (`to: auditor, using: "true"`), which can be read, reviewed and bounded to a command.

A role that reads everything in order to dump it needs BYPASSRLS and is not reported.

Bad:

```yaml
roles:
  reporting: {login: true, password: env, bypassrls: true}
```

Good:

```yaml
roles:
  nightly_backup: {login: true, password: env, bypassrls: true, member_of: [pg_read_all_data]}
```

Waive it where a trusted service has to see all tenants.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.backup_roles import is_backup
from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import roles
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for role in roles(database):
        if role.bypassrls and not role.superuser and not is_backup(role):
            yield Hit(
                role.key,
                f"{role.name} has BYPASSRLS: no policy holds for it",
                "give it a policy of its own where it has to see more than others",
            )


RULE = Rule(code="R105", name="bypassrls-role", severity="warning", find=_find, page=__doc__)
