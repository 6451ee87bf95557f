"""A role that logs in has TRUNCATE, TRIGGER or REFERENCES on tables.

Rows are read and written with four other privileges. TRUNCATE empties a table without asking triggers or
row security, TRIGGER lets the role's own code run in everybody's statements, REFERENCES lets it find out
which keys exist and hold rows fast. They mostly come with `ALL`. On tables with row security see RLS208 to
RLS210.

Bad:

```yaml
roles: {app: {login: true, password: env}}
tables:
  orders: {columns: {id: bigint}, grants: {app: all}}
```

Good:

```yaml
roles: {app: {login: true, password: env}}
tables:
  orders: {columns: {id: bigint}, grants: {app: [select, insert, update, delete]}}
```

Waive it for a role that loads by truncating, on the tables that it loads.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import has_row_security
from dbtool.checks.reach import PUBLIC, grants, role_of
from dbtool.checks.reading import listed, said
from dbtool.model.database import Database

_BEYOND_ROWS = ("TRUNCATE", "TRIGGER", "REFERENCES")


def _find(database: Database) -> Iterator[Hit]:
    for grant in grants(database):
        if grant.on_kind != "table" or has_row_security(database, grant.on):
            continue
        role = role_of(database, grant.grantee)
        found = [privilege for privilege in _BEYOND_ROWS if privilege in grant.privileges]
        if found and (grant.grantee == PUBLIC or (role and role.login)):
            yield Hit(
                grant.key,
                f"{grant.grantee} has {listed(found)} on {said(grant.on)}, which no one needs to read and"
                " write rows",
                "grant select, insert, update and delete by name instead of all",
            )


RULE = Rule(code="R204", name="ddl-privileges", severity="warning", find=_find, page=__doc__)
