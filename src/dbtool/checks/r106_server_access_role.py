"""A role may read or write the server's files, or run programs on its machine.

Members of `pg_read_server_files`, `pg_write_server_files` and `pg_execute_server_program` reach the whole
server from SQL, and by it superuser. COPY between client and server, and psql's \\copy, need none of them.

Bad:

```yaml
roles:
  loader: {login: true, password: env, member_of: [pg_read_server_files]}
```

Good:

```yaml
roles:
  loader: {login: true, password: env, member_of: [pg_write_all_data]}
```

Waive it for an administrator's role that nobody logs in with.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import memberships
from dbtool.model.database import Database
from dbtool.model.key import Key

_REACHES = {
    "pg_read_server_files": "may read any file of the server",
    "pg_write_server_files": "may write any file of the server",
    "pg_execute_server_program": "may run programs on the server's machine",
}


def _find(database: Database) -> Iterator[Hit]:
    for membership in memberships(database):
        if membership.role in _REACHES:
            yield Hit(
                Key("role", (membership.member,)),
                f"{membership.member} is a member of {membership.role} and {_REACHES[membership.role]}",
                "load by COPY … FROM STDIN, and take the membership away",
                (membership.key,),
            )


RULE = Rule(code="R106", name="server-access-role", severity="error", find=_find, page=__doc__)
