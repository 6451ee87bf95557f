"""A role that only reads may read password hashes or keys.

A reader of all tables, made for reports, also reads what lets its holder log in as somebody else. Grant
such a role the columns that it needs, or a view without the others. Columns are told by their names.

Bad:

```yaml
roles: {reporting: {login: true, password: env}}
tables:
  users:
    columns: {id: bigint, email: text, password_hash: text}
    grants: {reporting: select}
```

Good:

```yaml
roles: {reporting: {login: true, password: env}}
tables:
  users:
    columns: {id: bigint, email: text, password_hash: text}
    grants: {reporting: {select: [id, email]}}
```

Waive it where the values are of no use to a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbtool.checks.backup_roles import is_backup
from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import PUBLIC, grants, privileges, role_of
from dbtool.checks.reading import listed, said
from dbtool.model.database import Database
from dbtool.model.key import Key

_SECRET = re.compile(
    r"(^|_)(password|passwd|pwd|secret|private_key|api_key|token|credentials)"
    r"(_(hash|digest|encrypted|enc|salt))?$|(^|_)(password|key|token)_hash$"
)
_WRITES = frozenset({"INSERT", "UPDATE", "DELETE"})


def _find(database: Database) -> Iterator[Hit]:
    columns = _secrets(database)
    for grant in grants(database):
        if grant.on_kind != "table" or "SELECT" not in grant.privileges or grant.on not in columns:
            continue
        role = role_of(database, grant.grantee)
        on = Key("table", grant.on)
        reader = role is not None and role.login and not role.superuser and not is_backup(role)
        if grant.grantee == PUBLIC or (reader and not _WRITES & privileges(database, grant.grantee, on)):
            yield Hit(
                grant.key,
                f"{grant.grantee} may read {listed(columns[grant.on])} of {said(grant.on)}",
                "grant select on the other columns only",
            )


def _secrets(database: Database) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = {}
    for key in sorted(database):
        if key.kind == "column" and _SECRET.search(key.path[2].lower()):
            found.setdefault(key.path[:2], []).append(key.path[2])
    return found


RULE = Rule(code="R207", name="secrets-readable", severity="info", find=_find, page=__doc__)
