"""A role may TRUNCATE a table with row security.

TRUNCATE asks no policy: whoever has it empties the table for all tenants. It mostly comes with `ALL`.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, truncate]}
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
    grants: {app: [select, insert, update, delete]}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it for a role that loads the table for all tenants.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.row_privileges import unbounded
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    yield from unbounded(database, "TRUNCATE", "it empties the table for all tenants")


RULE = Rule(code="RLS208", name="truncate-past-row-security", severity="error", find=_find, page=__doc__)
