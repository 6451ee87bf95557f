"""A role may refer to a table with row security by foreign keys.

Checks of foreign keys do not ask row security: a role with REFERENCES learns which keys other tenants have,
and rows that it refers to cannot be deleted by whom they belong to.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, references]}
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

Waive it for a role that is trusted with the keys of all tenants.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.row_privileges import unbounded
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    yield from unbounded(
        database, "REFERENCES", "by a foreign key it finds out which keys exist, and holds rows fast"
    )


RULE = Rule(code="RLS210", name="references-past-row-security", severity="warning", find=_find, page=__doc__)
