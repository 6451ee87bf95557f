"""A policy casts the column by which it tells tenants apart.

`user_id::text = current_setting(…)` compares texts: no index on user_id can be used, and every statement
reads all rows of the table. Cast the setting to the column's type instead.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: uuid}
    indexes: {orders_user: [user_id]}
    row_security:
      policies:
        own: {to: app, using: "user_id::text = (select current_setting('app.user_id', true))"}
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: uuid}
    indexes: {orders_user: [user_id]}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)"}
```

Waive it for a table that stays small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import expressions, table_of, tenant_columns
from dbtool.checks.reading import column_at, facts, said
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database

# The server prints varchar = text as a cast that costs nothing.
_TEXTS = frozenset({"text", "varchar", "character", "char", "bpchar", "name"})


def _find(database: Database) -> Iterator[Hit]:
    for policy in facts(database, Policy):
        path = table_of(policy)
        for name in sorted(tenant_columns(database, policy)):
            column = column_at(database, path, name)
            first = next(lex(column.type)).word if column else ""
            cast = any(_casts(tuple(lex(text)), name) for _clause, text in expressions(policy))
            if cast and first and first not in _TEXTS:
                yield Hit(
                    policy.key,
                    f"policy {policy.name} of {said(path)} casts {name} to text, so that no index on it can"
                    " be used",
                    f"cast the setting to {column.type if column else first} instead",
                )


def _casts(tokens: Sequence[Token], name: str) -> bool:
    """Say whether `(name)::text` or `name::text` stands there."""
    for at, token in enumerate(tokens):
        if token.name == name:
            rest = [found.text for found in tokens[at + 1 : at + 4]]
            if rest[:1] == [")"]:
                rest = rest[1:]
            if rest[:2] == ["::", "text"]:
                return True
    return False


RULE = Rule(code="RLS303", name="tenant-column-cast", severity="warning", find=_find, page=__doc__)
