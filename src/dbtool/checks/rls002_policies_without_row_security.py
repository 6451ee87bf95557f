"""A table has policies, and row security is off.

A policy counts only where `ENABLE ROW LEVEL SECURITY` was said. Without it the policies are text, and
everybody with SELECT sees all rows.

Bad:

```yaml
roles: {app: }
tables:
  orders: {columns: {id: bigint, user_id: bigint}}
policies:
  table: orders
  own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Good:

```yaml
roles: {app: }
tables:
  orders: {columns: {id: bigint, user_id: bigint}, row_security: true}
policies:
  table: orders
  own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it while policies are being prepared for a table that is switched over later.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import has_row_security, table_of
from dbtool.checks.reading import facts, listed, said
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    by_table: dict[tuple[str, ...], list[Policy]] = {}
    for policy in facts(database, Policy):
        by_table.setdefault(table_of(policy), []).append(policy)
    for path, policies in sorted(by_table.items()):
        if not has_row_security(database, path):
            names = listed(policy.name for policy in policies)
            yield Hit(
                policies[0].key,
                f"row security of {said(path)} is off, so that its policies ({names}) hold for nobody",
                "say row_security: true on the table, or leave the policies out",
                tuple(policy.key for policy in policies[1:]),
            )


RULE = Rule(code="RLS002", name="policies-without-row-security", severity="error", find=_find, page=__doc__)
