"""A materialized view keeps rows of a table with row security, and others may read it.

It is filled as its owner and has no row security of its own: whoever may read it sees what was kept of all
tenants. Grant a `security_barrier` view over it that filters by who asks.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint, value: numeric}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
materialized_views:
  totals: {query: "select user_id, sum(value) as value from orders group by 1", grants: {app: select}}
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint, value: numeric}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
materialized_views:
  totals: "select user_id, sum(value) as value from orders group by 1"
views:
  my_totals:
    query: |
      select * from totals
      where user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
    options: {security_barrier: true}
    grants: {app: select}
```

Waive it where what is kept belongs to no tenant.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import relations_read
from dbtool.checks.policies import has_row_security
from dbtool.checks.reach import grants_on
from dbtool.checks.reading import facts, listed, said
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for view in facts(database, MaterializedView):
        readers = sorted(
            grant.grantee
            for grant in grants_on(database, view.key)
            if "SELECT" in grant.privileges and grant.grantee != view.owner
        )
        for path in sorted(relations_read(database, view.key)):
            if readers and has_row_security(database, path):
                yield Hit(
                    view.key,
                    f"materialized view {said(view.key.path)} keeps rows of {said(path)}, which has row"
                    " security,"
                    f" and {listed(readers)} may read all of them",
                    "grant a security_barrier view over it that filters by who asks",
                    (Key("row_security", path),),
                )


RULE = Rule(code="RLS202", name="matview-past-row-security", severity="error", find=_find, page=__doc__)
