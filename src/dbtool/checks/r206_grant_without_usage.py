"""A role has rights on an object in a schema that it cannot enter.

Without USAGE on the schema each statement fails before the object's own rights are looked at:

    ERROR: permission denied for schema reporting

Bad:

```yaml
schemas: {reporting: }
roles: {reader: }
tables:
  reporting.sales: {columns: {id: bigint}, grants: {reader: select}}
```

Good:

```yaml
schemas: {reporting: {grants: {reader: usage}}}
roles: {reader: }
tables:
  reporting.sales: {columns: {id: bigint}, grants: {reader: select}}
```

Waive it where views or functions of another owner are the only way to the object.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import PUBLIC, READS_ALL, WRITES_ALL, grants, groups_of, privileges, role_of, roles
from dbtool.checks.reading import said
from dbtool.kinds.relations.schema import Schema
from dbtool.model.database import Database
from dbtool.model.key import Key

_INSIDE = frozenset(
    {"table", "view", "materialized_view", "continuous_aggregate", "sequence", "function", "column"}
)


def _find(database: Database) -> Iterator[Hit]:
    told: set[tuple[str, str]] = set()
    for grant in grants(database):
        if grant.on_kind not in _INSIDE or not grant.privileges or grant.grantee == PUBLIC:
            continue
        place = (grant.grantee, grant.on[0])
        schema = database.get("schema", grant.on[0])
        if place in told or not isinstance(schema, Schema) or _enters(database, grant.grantee, schema):
            continue
        told.add(place)
        yield Hit(
            grant.key,
            f"{grant.grantee} has rights on {said(grant.on[:2])} but no USAGE on schema {schema.name}",
            f"grant usage on schema {schema.name} to {grant.grantee}",
            (schema.key,),
        )


def _enters(database: Database, name: str, schema: Schema) -> bool:
    role = role_of(database, name)
    if role is None or role.superuser or _may(database, name, schema):
        return True
    # For a role that others are members of it matters whether these enter.
    members = [
        other.name
        for other in roles(database)
        if other.name != name and name in groups_of(database, other.name)
    ]
    return bool(members) and all(_may(database, member, schema) for member in members)


def _may(database: Database, name: str, schema: Schema) -> bool:
    groups = groups_of(database, name)
    if schema.owner in groups or not groups.isdisjoint({READS_ALL, WRITES_ALL}):
        return True
    return "USAGE" in privileges(database, name, Key("schema", (schema.name,)))


RULE = Rule(code="R206", name="grant-without-usage", severity="warning", find=_find, page=__doc__)
