"""A policy asks who it is once for every row.

`current_setting` is called for each row that a scan looks at, and NULLIF and the cast with it. In a
sub-select without a table, `(select current_setting(…))`, it is evaluated once for the statement: 0.7
instead of 2 ms for a scan of 20,000 rows. An index on the column is used either way.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = nullif(current_setting('app.user_id', true), '')::bigint"}
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it where every statement finds its rows by the column's index.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import expressions, identities, table_of
from dbtool.checks.reading import facts, said
from dbtool.checks.routines import calls
from dbtool.checks.settings_read import in_sub_select
from dbtool.definitions.sql_tokens import lex
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    who = identities(database)
    for policy in facts(database, Policy):
        found = next(
            (
                name
                for _clause, text in expressions(policy)
                for at, name in calls(tuple(lex(text)))
                if name in who and not in_sub_select(tuple(lex(text)), at)
            ),
            None,
        )
        if found:
            yield Hit(
                policy.key,
                f"policy {policy.name} of {said(table_of(policy))} calls {found} for every row",
                f"put the call into a sub-select: (select {found}(…))",
            )


RULE = Rule(code="RLS301", name="rls-per-row", severity="warning", find=_find, page=__doc__)
