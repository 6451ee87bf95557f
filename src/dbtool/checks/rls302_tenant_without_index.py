"""No index begins with the column by which a table's policies tell tenants apart.

A policy is a condition on every statement. Without an index that leads with its column each of them reads
the rows of all tenants and throws most away.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    primary_key: [id]
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
    primary_key: [id]
    indexes: {orders_user: [user_id]}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it for a table that stays small.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import leads
from dbtool.checks.policies import policies_of, protected, tenant_columns
from dbtool.checks.reading import said
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        path = security.key.path
        columns = {
            name for policy in policies_of(database, path) for name in tenant_columns(database, policy)
        }
        for name in sorted(columns):
            if not leads(database, path, name):
                yield Hit(
                    security.key,
                    f"the policies of {said(path)} compare {name}, with which no index begins",
                    f"add an index on ({name})",
                    (Key("column", (*path, name)),),
                )


RULE = Rule(code="RLS302", name="tenant-without-index", severity="warning", find=_find, page=__doc__)
