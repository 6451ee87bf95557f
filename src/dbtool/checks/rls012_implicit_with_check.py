"""A policy for writing does not say WITH CHECK.

PostgreSQL then takes USING for new rows too, which is right as long as the two mean the same. Whoever
widens USING later, so that more can be read, lets more be written without noticing. Written out, the next
change has to say what it means. Where the two already differ see RLS011.

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, insert, update]}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: bigint}
    grants: {app: [select, insert, update]}
    row_security:
      policies:
        own:
          to: app
          using: user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
          check: user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)
```

Waive it, or switch the rule off, where the short form is the house style.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import holds_for, policies_of, protected, subject_roles, table_of
from dbtool.checks.predicates import admits_others, is_constant
from dbtool.checks.reach import privileges
from dbtool.checks.reading import said
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database
from dbtool.model.key import Key

_WRITES = ("insert", "update")


def _find(database: Database) -> Iterator[Hit]:
    for security in protected(database):
        for policy in policies_of(database, security.key.path):
            if policy.check is not None or policy.command not in ("all", "update"):
                continue
            # A constant says the same of old rows and new ones; where USING admits others it is RLS011's.
            if policy.using is None or is_constant(policy.using) or admits_others(database, policy):
                continue
            if _written_under(database, policy):
                yield Hit(
                    policy.key,
                    f"policy {policy.name} of {said(table_of(policy))} takes USING for new rows without"
                    " saying so",
                    "repeat the expression as check",
                )


def _written_under(database: Database, policy: Policy) -> bool:
    """Say whether anybody whom the policy is for may write."""
    path = table_of(policy)
    return any(
        command.upper() in privileges(database, role, Key("table", path))
        and holds_for(database, policy, role, command)
        for role in subject_roles(database, path)
        for command in _WRITES
    )


RULE = Rule(code="RLS012", name="implicit-with-check", severity="info", find=_find, page=__doc__)
