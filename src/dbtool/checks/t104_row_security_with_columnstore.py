"""A hypertable has both row security and compression.

No version of TimescaleDB has the two on one table. Whichever comes second is refused:

    ERROR: columnstore cannot be used on table with row security
    ERROR: operation not supported on hypertables that have columnstore enabled

Where rows must be both isolated and compressed, take the grants on the hypertable away and give a view with
`security_barrier` and `check_option: cascaded` that filters by the tenant: `tenant: account_id` with
`isolation: view` makes both.

Bad:

```yaml
extensions: [timescaledb]
tables:
  fills:
    columns: {time: timestamptz not null, account_id: bigint}
    hypertable: time
    compression: {segment_by: [account_id], after: 7 days}
    row_security: true
```

Good:

```yaml
extensions: [timescaledb]
tables:
  fills:
    columns: {time: timestamptz not null, account_id: bigint}
    hypertable: time
    compression: {segment_by: [account_id], after: 7 days}
views:
  my_fills:
    query: |
      select * from fills
      where account_id = (select nullif(current_setting('app.account_id', true), '')::bigint)
    options: {security_barrier: true, check_option: cascaded}
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.policies import has_row_security
from dbtool.checks.reading import said
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for settings in database.of_kind("columnstore"):
        path = settings.key.path
        if has_row_security(database, path):
            yield Hit(
                settings.key,
                f"{said(path)} has row security and compression, which exclude each other",
                "keep one of them; a compressed hypertable is isolated by a view (isolation: view)",
                (Key("row_security", path),),
            )


RULE = Rule(
    code="T104",
    name="row-security-with-columnstore",
    severity="error",
    find=_find,
    page=__doc__,
    early=True,
)
