"""A table has row security and no policy.

Without a policy nobody but the owner sees a row or may write one. Programs that have rights on the table
get empty answers instead of errors, which looks as if there were no data.

Bad:

```yaml
roles: {app: }
tables:
  orders: {columns: {id: bigint, user_id: bigint}, row_security: true, grants: {app: [select, insert]}}
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, insert]}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it where only the owner and functions that run as it shall reach the table.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import policies_of, protected, subject_roles
from dbtool.checks.reading import listed, said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        path = security.key.path
        if not policies_of(database, path):
            roles = subject_roles(database, path)
            whom = f"{listed(roles)}, though granted rights on it," if roles else "everyone but its owner"
            yield Hit(
                security.key,
                f"{said(path)} has row security but no policy: {whom} finds no row",
                "write a policy for each role that uses the table",
            )


RULE = Rule(code="RLS003", name="row-security-without-policy", severity="warning", find=_find, page=__doc__)
