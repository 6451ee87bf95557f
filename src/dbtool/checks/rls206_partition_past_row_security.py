"""A partition or child table may be read by name, past the row security of its parent.

Policies of the parent hold for statements that name the parent. A partition has switches, policies and
grants of its own: with SELECT on it and row security off, naming it shows all rows. A grant on all tables
of a schema is a grant on the partitions too.

Bad:

```yaml
roles: {app: }
tables:
  trades:
    columns: {user_id: bigint, at: date}
    partition_by: range (at)
    partitions:
      trades_2024:
        values: from ('2024-01-01') to ('2025-01-01')
        grants: {app: select}
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Good:

```yaml
roles: {app: }
tables:
  trades:
    columns: {user_id: bigint, at: date}
    partition_by: range (at)
    partitions:
      trades_2024: from ('2024-01-01') to ('2025-01-01')
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it where the role may see all rows anyway.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import has_row_security, subject_roles
from dbtool.checks.reading import Path, facts, listed, said
from dbtool.kinds.relations.table import Table
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for table in facts(database, Table):
        path = table.key.path
        parent = next((up for up in _above(database, table) if has_row_security(database, up)), None)
        if parent is None or has_row_security(database, path):
            continue
        roles = subject_roles(database, path)
        if roles:
            yield Hit(
                table.key,
                f"{listed(roles)} may name {said(path)}, which has no row security, instead of"
                f" {said(parent)}",
                "take the grants on it away, or give it row security too",
            )


def _above(database: Database, table: Table) -> Iterator[Path]:
    """Give the tables that the table is a part of, the nearest first."""
    waiting: list[Path] = [*([table.partition_of] if table.partition_of else []), *table.inherits]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        yield path
        parent = database.get("table", *path)
        if isinstance(parent, Table):
            waiting += [*([parent.partition_of] if parent.partition_of else []), *parent.inherits]


RULE = Rule(code="RLS206", name="partition-past-row-security", severity="error", find=_find, page=__doc__)
