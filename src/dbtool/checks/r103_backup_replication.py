"""A backup role has REPLICATION.

REPLICATION reads no table: `pg_dump` runs as an ordinary session and fails at the first table without
SELECT, and at the first one with row security. What it needs is membership in `pg_read_all_data`, and
BYPASSRLS where a table has row security (RLS224). REPLICATION is for `pg_basebackup` and archiving of WAL,
and it copies all databases of the server.

Bad:

```yaml
roles:
  nightly_backup: {login: true, password: env, replication: true}
```

Good:

```yaml
roles:
  nightly_backup: {login: true, password: env, member_of: [pg_read_all_data]}
```

Waive it where the role takes physical backups.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.backup_roles import is_backup
from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import roles
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for role in roles(database):
        if role.replication and is_backup(role):
            yield Hit(
                role.key,
                f"{role.name} has REPLICATION, which pg_dump does not need and which may copy the whole"
                " server",
                "make it a member of pg_read_all_data instead, with bypassrls where tables have row security",
            )


RULE = Rule(code="R103", name="backup-replication", severity="warning", find=_find, page=__doc__)
