"""A view shows rows past the row security of the table that it reads.

A view runs as its owner unless it says `security_invoker`. Mostly that is the table's owner, whom row
security that is not forced does not bind, so that whoever may read the view sees the rows of all tenants. A
view that itself filters by who asks is not reported.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint, status: text}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
views:
  open_orders: {query: select * from orders where status = 'open', grants: {app: select}}
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint, status: text}
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
views:
  open_orders:
    query: select * from orders where status = 'open'
    options: {security_invoker: true}
    grants: {app: select}
```

Waive it where the view shows nothing of a tenant's: counts over all, for instance.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import relations_read
from dbtool.checks.policies import identities, row_security_of
from dbtool.checks.reach import grants_on, owner_of, role_of
from dbtool.checks.reading import Path, facts, listed, said
from dbtool.definitions.sql_tokens import lex, truth
from dbtool.kinds.access.row_security import RowSecurity
from dbtool.kinds.relations.view import View
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for view in facts(database, View):
        readers = sorted(
            grant.grantee
            for grant in grants_on(database, view.key)
            if "SELECT" in grant.privileges and grant.grantee != view.owner
        )
        if not readers or _invokes(view) or _filters(database, view):
            continue
        for path in sorted(_reached(database, view)):
            security = row_security_of(database, path)
            if security and security.enabled and _passes(database, view, security):
                yield Hit(
                    view.key,
                    f"view {said(view.key.path)} runs as its owner, whom the row security of {said(path)}"
                    " does not"
                    f" bind: {listed(readers)} may see the rows of all",
                    "say options: {security_invoker: true}, and grant the table too",
                    (security.key,),
                )


def _reached(database: Database, view: View) -> frozenset[Path]:
    """Give what the view reads as its owner, through other views that do the same."""
    found: set[Path] = set()
    for path in relations_read(database, view.key):
        inner = database.get("view", *path)
        if not isinstance(inner, View):
            found.add(path)
        elif not _invokes(inner) and not _filters(database, inner):
            found |= _reached(database, inner)
    return frozenset(found)


def _invokes(view: View) -> bool:
    return truth(view.options.get("security_invoker", "false")) is True


def _filters(database: Database, view: View) -> bool:
    return not identities(database).isdisjoint(token.name for token in lex(view.definition) if token.name)


def _passes(database: Database, view: View, security: RowSecurity) -> bool:
    """Say whether row security does not hold for the view's owner."""
    role = role_of(database, view.owner)
    if role is not None and (role.superuser or role.bypassrls):
        return True
    # Of two owners that nobody declares it is safe to say that they are one: whoever applies the definitions.
    return not security.forced and view.owner == owner_of(database, security.key.path)


RULE = Rule(code="RLS201", name="view-past-row-security", severity="error", find=_find, page=__doc__)
