"""A foreign key that points at a hypertable.

TimescaleDB takes it since 2.16 (before, and from another hypertable always, it refuses), but then retention
fails on every chunk, whether or not a row refers to it, and so does compression. Whoever declares both finds
out when the first policy runs.

Bad:

```yaml
extensions: [timescaledb]
tables:
  trades:
    columns: {id: bigint, time: timestamptz not null}
    primary_key: [id, time]
    hypertable: {by: time, chunk_interval: 1 day}
  fees:
    columns: {trade_id: bigint, trade_time: timestamptz, amount: numeric}
    primary_key: [trade_id]
    foreign_keys: {fees_trade_fkey: "trade_id, trade_time -> trades(id, time)"}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  trades:
    columns: {id: bigint, time: timestamptz not null}
    primary_key: [id, time]
    hypertable: {by: time, chunk_interval: 1 day}
  fees:
    columns: {trade_id: bigint, trade_time: timestamptz, amount: numeric}
    primary_key: [trade_id]
    indexes: {fees_trade: [trade_id, trade_time]}
```

Waive it for a hypertable that is never compressed and of which nothing is ever dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import foreign_keys, is_hypertable, referenced_table, said, table_of
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for constraint, parts in foreign_keys(database):
        table = referenced_table(constraint, parts)
        if is_hypertable(database, table):
            yield Hit(
                constraint.key,
                f"the foreign key {constraint.name} of {said(table_of(constraint))} points at the hypertable "
                f"{said(table)}, of which chunks can then be neither dropped nor compressed",
                "leave the foreign key out, keep the columns with an index, and look for orphans in a job",
                (Key("hypertable", table),),
            )


RULE = Rule(
    code="K106", name="foreign-key-to-hypertable", severity="error", find=_find, page=__doc__, early=True
)
