"""A policy compares the tenant's column with a constant.

The other policies compare it with who asks; this one gives everybody whom it is for the rows of one tenant.
It is a leftover of a test, or a special case that a role of its own should have.

Bad:

```yaml
roles: {app: }
tables:
  portfolios:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
  orders:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: user_id = 42}
```

Good:

```yaml
roles: {app: }
tables:
  portfolios:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
  orders:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it where a constant tenant, such as a demo, is meant to be seen by all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import identifies
from dbtool.checks.policies import expressions, table_of, tenant_columns
from dbtool.checks.reading import facts, said
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    policies = facts(database, Policy)
    tenants = {name for policy in policies for name in tenant_columns(database, policy)}
    for policy in policies:
        path = table_of(policy)
        own = {
            name
            for name in tenants
            if Key("column", (*path, name)) in database and not identifies(database, path, name)
        }
        for clause, text in expressions(policy):
            found = next(_compared(tuple(lex(text)), own), None)
            if found:
                column, value = found
                yield Hit(
                    policy.key,
                    f"{clause} of policy {policy.name} of {said(path)} compares {column}, by"
                    " which others"
                    f" tell tenants apart, with the constant {value}",
                    "compare it with the setting that says who asks",
                )
                break


def _compared(tokens: Sequence[Token], columns: set[str]) -> Iterator[tuple[str, str]]:
    for at, token in enumerate(tokens[:-2]):
        if token.name in columns and tokens[at + 1].text == "=":
            value = next((found for found in tokens[at + 2 :] if found.text != "("), None)
            if value is not None and (value.string is not None or value.kind == "numeric_literal"):
                yield token.name or "", value.text


RULE = Rule(code="RLS118", name="tenant-literal", severity="warning", find=_find, page=__doc__)
