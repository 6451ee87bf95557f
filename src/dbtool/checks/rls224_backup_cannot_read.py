"""A backup role cannot read everything.

`pg_dump` needs SELECT on all tables and sequences and USAGE on their schemas: membership in
`pg_read_all_data` gives both, on what is made later too. Where a table has row security it also needs
BYPASSRLS, or fails:

    ERROR: query would be affected by row-level security policy for table "orders"

`--enable-row-security` lets it go on, and silently leaves rows out. What is a backup role is told by its
name.

Bad:

```yaml
roles:
  nightly_backup: {login: true, password: env}
tables:
  orders: {columns: {id: bigint}}
```

Good:

```yaml
roles:
  nightly_backup: {login: true, password: env, member_of: [pg_read_all_data]}
tables:
  orders: {columns: {id: bigint}}
```

Waive it where the role takes physical backups only, or dumps a part of the tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.backup_roles import is_backup
from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import protected
from dbtool.checks.reach import READS_ALL, exempt, groups_of, privileges, roles
from dbtool.checks.reading import facts, said
from dbtool.kinds.access.role import Role
from dbtool.kinds.relations.table import Table
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for role in roles(database):
        reason = _lacks(database, role) if is_backup(role) and role.login and not role.superuser else None
        if reason:
            what, hint = reason
            yield Hit(role.key, f"{role.name} {what}", hint)


def _lacks(database: Database, role: Role) -> tuple[str, str] | None:
    if READS_ALL not in groups_of(database, role.name):
        for table in facts(database, Table):
            if "SELECT" not in privileges(database, role.name, table.key):
                return f"may not read {said(table.key.path)}", "make it a member of pg_read_all_data"
    for security in protected(database):
        if not exempt(database, role.name, security.key.path, forced=security.forced):
            return (
                f"is bound by the row security of {said(security.key.path)}, at which pg_dump stops",
                "give it bypassrls: true",
            )
    return None


RULE = Rule(code="RLS224", name="backup-cannot-read", severity="error", find=_find, page=__doc__)
