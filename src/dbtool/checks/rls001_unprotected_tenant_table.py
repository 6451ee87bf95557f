"""A table has the column by which others are isolated, but no row security.

Where several tables are isolated by `user_id`, a table with a `user_id` that a role of the same application
may read shows it everybody's rows. What counts as a tenant's column is learnt from the policies: one that
they compare with a setting, with CURRENT_USER, or with a declared function that reads one of these.

Bad:

```yaml
roles: {app: {login: true, password: env}}
tables:
  portfolios:
    columns: {id: bigint, user_id: bigint}
    indexes: {portfolios_user: [user_id]}
    grants: {app: [select, insert]}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
  api_keys:
    columns: {id: bigint, user_id: bigint, label: text}
    grants: {app: select}
```

Good:

```yaml
roles: {app: {login: true, password: env}}
tables:
  portfolios:
    columns: {id: bigint, user_id: bigint}
    indexes: {portfolios_user: [user_id]}
    grants: {app: [select, insert]}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
  api_keys:
    columns: {id: bigint, user_id: bigint, label: text}
    indexes: {api_keys_user: [user_id]}
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it where the rows are meant for every tenant, or where the application reads them before it knows the
user.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import identifies, refers
from dbtool.checks.policies import has_row_security, policies_of, protected, tenant_columns
from dbtool.checks.reach import PUBLIC, exempt, grants_on, groups_of
from dbtool.checks.reading import Path, facts, listed, said
from dbtool.kinds.relations.table import Table
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    columns, roles = _tenancy(database)
    for table in facts(database, Table):
        path = table.key.path
        # A partition's own rights are RLS206's.
        if table.partition_of or has_row_security(database, path):
            continue
        found = sorted(
            name
            for name in columns
            if Key("column", (*path, name)) in database and _is_tenant(database, path, name, columns[name])
        )
        readers = _readers(database, path, roles) if found else []
        if readers:
            yield Hit(
                table.key,
                f"{said(path)} has {listed(found)}, by which {said(columns[found[0]])} is isolated, but no"
                " row"
                f" security: {listed(readers)} may read the rows of all",
                "switch row security on with a policy, or take the grant away",
                (Key("row_security", columns[found[0]]),),
            )


def _is_tenant(database: Database, path: Path, name: str, learnt: Path) -> bool:
    """Say whether a column is the tenant's: the id of users is who asks, that of orders is another thing."""
    if identifies(database, learnt, name):
        return refers(database, path, name)
    return not identifies(database, path, name)


def _tenancy(database: Database) -> tuple[dict[str, Path], frozenset[str]]:
    """Give the tenants' columns, each with a table that has it, and the roles that policies bound."""
    columns: dict[str, Path] = {}
    roles: set[str] = set()
    for security in protected(database):
        for policy in policies_of(database, security.key.path):
            found = tenant_columns(database, policy)
            if found:
                roles.update(policy.roles)
            for name in found:
                known = columns.setdefault(name, security.key.path)
                if identifies(database, known, name):
                    columns[name] = security.key.path
    return columns, frozenset(roles)


def _readers(database: Database, path: Path, roles: frozenset[str]) -> list[str]:
    found = {
        grant.grantee for grant in grants_on(database, Key("table", path)) if "SELECT" in grant.privileges
    }
    return sorted(
        name
        for name in found
        if (PUBLIC in roles or not groups_of(database, name).isdisjoint(roles) or name == PUBLIC)
        and not exempt(database, name, path, forced=True)
    )


RULE = Rule(code="RLS001", name="unprotected-tenant-table", severity="warning", find=_find, page=__doc__)
