"""The chunks of a hypertable with row security may be read by name.

Chunks get the hypertable's grants but not its policies, and they lie in `_timescaledb_internal`, where
everyone has USAGE: `SELECT * FROM _timescaledb_internal._hyper_1_2_chunk` shows the rows of all tenants,
and with the rights for it DELETE deletes them (timescale/timescaledb#7830, open).

Put the chunks into a schema of their own that only the owner may use. That is decided when the hypertable
is made. Or isolate by a `security_barrier` view, and grant nothing on the hypertable.

Bad:

```yaml
extensions: [timescaledb]
roles: {app: }
tables:
  fills:
    columns: {time: timestamptz not null, user_id: bigint}
    hypertable: time
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Good:

```yaml
extensions: [timescaledb]
roles: {app: }
schemas: {chunks: }
tables:
  fills:
    columns: {time: timestamptz not null, user_id: bigint}
    hypertable: {by: time, associated_schema: chunks}
    grants: {app: select}
    row_security:
      policies:
        own: {to: app, using: "user_id = (select nullif(current_setting('app.user_id', true), '')::bigint)"}
```

Waive it where USAGE on `_timescaledb_internal` was taken from PUBLIC by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import hypertables
from dbtool.checks.policies import has_row_security, subject_roles
from dbtool.checks.reach import PUBLIC, privileges
from dbtool.checks.reading import listed, said
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        path = hypertable.key.path
        if not has_row_security(database, path):
            continue
        roles = subject_roles(database, path)
        own = hypertable.associated_schema
        if own:
            schema = Key("schema", (own,))
            roles = [
                role for role in roles if role == PUBLIC or "USAGE" in privileges(database, role, schema)
            ]
        if roles:
            yield Hit(
                hypertable.key,
                f"row security of {said(path)} does not hold for its chunks, which {listed(roles)} may name",
                f"take usage on schema {own} away"
                if own
                else "say associated_schema: a schema that only the owner may use",
                (Key("row_security", path),),
            )


RULE = Rule(code="RLS207", name="chunks-past-row-security", severity="error", find=_find, page=__doc__)
