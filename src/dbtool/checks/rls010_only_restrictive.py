"""A table with row security has restrictive policies only.

A row passes where some permissive policy admits it and every restrictive one does. Without a permissive
policy nothing passes, whatever the others say.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: select}
    row_security:
      policies:
        own:
          to: app
          as: restrictive
          using: user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: select}
    row_security:
      policies:
        everyone: {to: app, using: "true"}
        own:
          to: app
          as: restrictive
          using: user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
```

Waive it where the table shall be closed to all but its owner.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import policies_of, protected
from dbtool.checks.reading import said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        policies = policies_of(database, security.key.path)
        if policies and not any(policy.permissive for policy in policies):
            yield Hit(
                security.key,
                f"all policies of {said(security.key.path)} are restrictive, so that no row passes",
                "add a permissive policy that the restrictive ones narrow, or make one of them permissive",
                tuple(policy.key for policy in policies),
            )


RULE = Rule(code="RLS010", name="only-restrictive", severity="warning", find=_find, page=__doc__)
