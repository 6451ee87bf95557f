"""A continuous aggregate reads a table with row security.

The server refuses to make it:

    ERROR: cannot create continuous aggregate on hypertable with row security

Made in the other order, aggregate first, both are accepted, and the aggregate shows the rows of all
tenants: it has no policies and cannot have any. Where row security is forced, a refresh runs as the
aggregate's owner and materializes, without an error, only what that owner may see.

Bad:

```yaml
extensions: [timescaledb]
tables:
  fills:
    columns: {time: timestamptz not null, account_id: bigint, price: numeric}
    hypertable: time
    row_security: true
continuous_aggregates:
  fills_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from fills group by 1
    refresh: {start_offset: 7 days, end_offset: 1 day, schedule: 1 day}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  fills:
    columns: {time: timestamptz not null, account_id: bigint, price: numeric}
    hypertable: time
continuous_aggregates:
  fills_daily:
    query: |
      select time_bucket('1 day', time) as day, account_id, avg(price) as price from fills group by 1, 2
    refresh: {start_offset: 7 days, end_offset: 1 day, schedule: 1 day}
views:
  my_fills_daily:
    query: |
      select * from fills_daily
      where account_id = (select nullif(current_setting('app.account_id', true), '')::bigint)
    options: {security_barrier: true}
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import aggregates, read_by
from dbtool.checks.policies import has_row_security
from dbtool.checks.reading import said
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for aggregate in aggregates(database):
        for source in read_by(database, aggregate):
            if has_row_security(database, source.path):
                yield Hit(
                    aggregate.key,
                    f"{said(aggregate.key.path)} reads {said(source.path)}, which has row security, and"
                    " would show the rows of all tenants",
                    "isolate both by views (isolation: view) instead of row security",
                    (Key("row_security", source.path),),
                )


RULE = Rule(
    code="T105",
    name="aggregate-over-row-security",
    severity="error",
    find=_find,
    page=__doc__,
    early=True,
)
