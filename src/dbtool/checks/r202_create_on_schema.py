"""Everyone, or a role that logs in, may create objects in schema public.

Until PostgreSQL 14 every role may. Whoever can create a function in a schema that others have in their
search path can have them run it: an operator or function with better fitting arguments wins over the one
that was meant.

Bad:

```yaml
roles: {app: {login: true, password: env}}
grants:
  - {to: app, on: {schema: public}, privileges: [usage, create]}
```

Good:

```yaml
roles: {app: {login: true, password: env}}
grants:
  - {to: app, on: {schema: public}, privileges: usage}
revokes:
  - {from: public, on: {schema: public}, privileges: create}
```

Waive it for a role that runs migrations and owns what it makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import PUBLIC, grants_on, role_of
from dbtool.kinds.relations.schema import Schema
from dbtool.model.database import Database
from dbtool.model.key import Key

_SHARED = Key("schema", ("public",))


def _find(database: Database) -> Iterator[Hit]:
    schema = database.facts.get(_SHARED)
    owner = schema.owner if isinstance(schema, Schema) else None
    for grant in grants_on(database, _SHARED):
        if "CREATE" not in grant.privileges or grant.grantee == owner:
            continue
        role = role_of(database, grant.grantee)
        if grant.grantee == PUBLIC or (role and role.login and not role.superuser):
            who = "everyone" if grant.grantee == PUBLIC else grant.grantee
            yield Hit(
                grant.key,
                f"{who} may create objects in schema public, which others have in their search path",
                f"revoke create on schema public from {grant.grantee}",
            )


RULE = Rule(code="R202", name="create-on-schema", severity="warning", find=_find, page=__doc__)
