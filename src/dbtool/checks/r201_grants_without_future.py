"""A role has rights on all tables of a schema, and none on those to come.

`GRANT … ON ALL TABLES` is about the tables of that moment. The next one is missing from the role's sight
until somebody remembers, usually in production. Default privileges give the rights on what its creator
makes later.

Bad:

```yaml
roles: {reader: }
tables:
  orders: {columns: {id: bigint}}
  fills: {columns: {id: bigint}}
grants:
  - {to: reader, on: {tables: all, in: public}, privileges: select}
```

Good:

```yaml
roles: {owner: , reader: }
tables:
  orders: {columns: {id: bigint}, owner: owner}
  fills: {columns: {id: bigint}, owner: owner}
grants:
  - {to: reader, on: {tables: all, in: public}, privileges: select, future: true, creators: owner}
```

Waive it where a new table shall be granted by hand, after a thought.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import PUBLIC, grants
from dbtool.checks.reading import facts, listed
from dbtool.kinds.access.default_privilege import DefaultPrivilege
from dbtool.kinds.relations.table import Table
from dbtool.model.database import Database
from dbtool.model.key import Key

_FEWEST = 2  # with a single table nobody can tell "all" from "this one"


def _find(database: Database) -> Iterator[Hit]:
    tables = _tables(database)
    granted: dict[tuple[str, str], dict[str, set[str]]] = {}
    for grant in grants(database):
        if grant.on_kind == "table" and grant.on[0] in tables:
            for privilege in grant.privileges:
                place = granted.setdefault((grant.grantee, grant.on[0]), {})
                place.setdefault(privilege, set()).add(grant.on[1])
    for (grantee, schema), by_privilege in sorted(granted.items()):
        later = _later(database, grantee, schema)
        missing = sorted(
            privilege
            for privilege, names in by_privilege.items()
            if names >= tables[schema] and privilege not in later
        )
        if missing and grantee != PUBLIC and len(tables[schema]) >= _FEWEST:
            yield Hit(
                Key("role", (grantee,)),
                f"{grantee} has {listed(missing)} on all tables of {schema}, but will not have it on new"
                " ones",
                "write future: true beside the grant, or declare default_privileges",
            )


def _tables(database: Database) -> dict[str, set[str]]:
    """Give the names of the tables of each schema, partitions left out: nobody has to reach them."""
    found: dict[str, set[str]] = {}
    for table in facts(database, Table):
        if not table.partition_of:
            found.setdefault(table.schema, set()).add(table.name)
    return found


def _later(database: Database, grantee: str, schema: str) -> set[str]:
    return {
        privilege
        for default in facts(database, DefaultPrivilege)
        if default.grantee == grantee and default.on == "tables" and default.schema in ("", schema)
        for privilege in default.privileges
    }


RULE = Rule(code="R201", name="grants-without-future", severity="warning", find=_find, page=__doc__)
