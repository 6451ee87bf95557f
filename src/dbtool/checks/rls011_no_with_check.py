"""A policy lets rows be written by what was meant for reading.

Where WITH CHECK is missing, USING counts for new rows too. With `user_id = … OR is_public` in it, anybody
may write public rows in another's name, or make a row public that is not theirs. Say in `check` what may be
written.

A policy FOR INSERT has no USING to fall back on: without WITH CHECK it refuses every row.

Bad:

```yaml
roles: {app: }
tables:
  strategies:
    columns: {id: bigint, user_id: bigint, is_public: boolean}
    grants: {app: [select, insert, update]}
    row_security:
      policies:
        own:
          to: app
          using: is_public or user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
```

Good:

```yaml
roles: {app: }
tables:
  strategies:
    columns: {id: bigint, user_id: bigint, is_public: boolean}
    grants: {app: [select, insert, update]}
    row_security:
      policies:
        own:
          to: app
          using: is_public or user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
          check: user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
```

Waive it where everything that may be seen may be written too.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import policies_of, protected, table_of
from dbtool.checks.predicates import admits_others
from dbtool.checks.reading import said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        for policy in policies_of(database, security.key.path):
            if policy.check is not None or not policy.permissive:
                continue
            name = f"policy {policy.name} of {said(table_of(policy))}"
            if policy.command == "insert":
                yield Hit(
                    policy.key,
                    f"{name} is for INSERT but has no WITH CHECK and refuses every row",
                    "write check",
                )
            elif policy.command in ("all", "update") and admits_others(database, policy):
                yield Hit(
                    policy.key,
                    f"{name} has no WITH CHECK, so that all which its OR lets be seen may be written too",
                    "say in check which rows may be written",
                )


RULE = Rule(code="RLS011", name="no-with-check", severity="warning", find=_find, page=__doc__)
