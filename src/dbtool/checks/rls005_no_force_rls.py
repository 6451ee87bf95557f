"""Row security is not forced, so that it does not hold for the table's owner.

The owner passes all policies, and so does what runs as the owner: views without `security_invoker`,
functions with SECURITY DEFINER, migrations. `force: true` has them obey too. Superusers and roles with
BYPASSRLS still do not.

Under FORCE the owner sees what its policies allow: a job that runs as the owner needs a policy of its own.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    row_security:
      force: true
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it where the owner is no role that an application can reach, and no code runs as it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import policies_of, protected
from dbtool.checks.reach import owner_of, role_of
from dbtool.checks.reading import said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        path = security.key.path
        if security.forced or not policies_of(database, path):
            continue
        owner = owner_of(database, path)
        role = role_of(database, owner)
        who = f"its owner {owner}" if owner else "its owner"
        reachable = ", who logs in," if role and role.login and role.connection_limit != 0 else ""
        yield Hit(
            security.key,
            f"row security of {said(path)} does not hold for {who}{reachable} nor for what runs as it",
            "say force: true",
        )


RULE = Rule(code="RLS005", name="no-force-rls", severity="warning", find=_find, page=__doc__)
