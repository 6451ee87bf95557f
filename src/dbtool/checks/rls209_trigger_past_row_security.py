"""A role may create triggers on a table with row security.

A trigger runs in everybody's statements, as whoever runs them, and sees each row that they write. With
TRIGGER a role needs no object of its own for it: a function in `pg_temp` is enough.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, trigger]}
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

Waive it for a role that is trusted with the rows of all tenants.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.row_privileges import unbounded
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    yield from unbounded(database, "TRIGGER", "a trigger of its own sees the rows of all tenants")


RULE = Rule(code="RLS209", name="trigger-past-row-security", severity="error", find=_find, page=__doc__)
