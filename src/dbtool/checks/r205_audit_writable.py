"""A role that logs in may change or delete rows of an audit table.

A log that its subjects can rewrite proves nothing. Programs add rows to it; old ones are removed by
retention, which runs as the owner. Audit tables are told by their names: a word of them is audit.

Bad:

```yaml
roles: {app: {login: true, password: env}}
tables:
  audit_log: {columns: {id: bigint, what: text}, grants: {app: [select, insert, update, delete]}}
```

Good:

```yaml
roles: {app: {login: true, password: env}}
tables:
  audit_log: {columns: {id: bigint, what: text}, grants: {app: [select, insert]}}
```

Waive it where the table only sounds like a log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import PUBLIC, grants, role_of
from dbtool.checks.reading import listed, said
from dbtool.model.database import Database

_CHANGES = ("UPDATE", "DELETE", "TRUNCATE")
_WORDS = frozenset({"audit", "audits", "auditlog", "auditlogs"})


def _find(database: Database) -> Iterator[Hit]:
    for grant in grants(database):
        if grant.on_kind != "table" or _WORDS.isdisjoint(re.split(r"[\W_]+", grant.on[-1].lower())):
            continue
        role = role_of(database, grant.grantee)
        found = [privilege for privilege in _CHANGES if privilege in grant.privileges]
        if found and (grant.grantee == PUBLIC or (role and role.login and not role.superuser)):
            yield Hit(
                grant.key,
                f"{grant.grantee} has {listed(found)} on {said(grant.on)} and may rewrite the log",
                f"revoke {', '.join(found).lower()} on {said(grant.on)} from {grant.grantee}",
            )


RULE = Rule(code="R205", name="audit-writable", severity="info", find=_find, page=__doc__)
