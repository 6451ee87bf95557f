"""A setting that says who asks raises an error when it is not set.

`current_setting('app.user_id')` fails on a session that has not set it; with `true` behind it, it gives
NULL:

    ERROR: unrecognized configuration parameter "app.user_id"

Once a transaction has set it by SET LOCAL, it is '' for the rest of the session, also with `true`, and ''
is neither a number nor a uuid:

    ERROR: invalid input syntax for type uuid: ""

Connection pools meet both. In a trigger's function the error takes the audited statement with it. NULLIF
makes '' NULL, which no row equals. (RLS104 of other lists is the first half of this.)

Bad:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: uuid}
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = current_setting('app.user_id')::uuid"}
```

Good:

```yaml
roles: {app: }
tables:
  orders:
    columns: {id: bigint, user_id: uuid}
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)"}
```

Waive it where a statement without a user shall be refused rather than find nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import expressions, table_of
from dbtool.checks.reading import facts, said
from dbtool.checks.routines import routine_parts, routines
from dbtool.checks.settings_read import SettingRead, reads_in, setting_reads
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for policy in facts(database, Policy):
        reads = [read for _clause, text in expressions(policy) for read in setting_reads(text)]
        reason = next((why for why in (_raises(read) for read in reads if read.custom) if why), None)
        if reason:
            yield Hit(
                policy.key,
                f"policy {policy.name} of {said(table_of(policy))} {reason}",
                "write nullif(current_setting('…', true), '') before the cast",
            )
    for routine in routines(database):
        # A routine may mean to refuse a session without the setting; '' it can hardly mean.
        casts = (
            read for read in reads_in(routine_parts(routine.definition).body) if read.custom and read.cast
        )
        read = next((found for found in casts if not found.guarded), None)
        if read:
            yield Hit(
                routine.key,
                f"{said(routine.key.path[:2])} casts {read.setting} to {read.cast}, which fails when it is"
                " ''",
                "write nullif(current_setting('…', true), '') before the cast",
            )


def _raises(read: SettingRead) -> str | None:
    if not read.missing_ok:
        return f"raises an error where {read.setting} is not set"
    if read.cast and not read.guarded:
        return f"casts {read.setting} to {read.cast}, which fails when it is ''"
    return None


RULE = Rule(code="RLS103", name="rls-setting-raises", severity="warning", find=_find, page=__doc__)
