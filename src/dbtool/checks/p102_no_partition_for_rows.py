"""A partitioned table in which some rows have no place.

Without a default partition, and without a rule that makes partitions ahead, the first row beyond the last
partition is refused, which is usually noticed at midnight on the first of a month.

Bad:

```yaml
table: events
columns: {id: bigint, at: timestamptz not null}
primary_key: [id, at]
partition_by: range (at)
partitions:
  events_2024_01: from ('2024-01-01') to ('2024-02-01')
```

Good:

```yaml
table: events
columns: {id: bigint, at: timestamptz not null}
primary_key: [id, at]
partition_by: range (at)
partitions:
  events_2024_01: from ('2024-01-01') to ('2024-02-01')
  events_rest: default
```

A rule (`partitions: {by: month, ahead: 3}`) is better still: `dbtool maintain run` then makes the partitions
before they are needed. Waive it where something else makes them, or where such rows are to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.partitioning import Partitioned, partitioned_tables
from dbtool.checks.reading import said
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for parted in partitioned_tables(database):
        path = parted.table.key.path
        if parted.method == "hash" or parted.has_default or Key("partition_rule", path) in database:
            continue
        yield Hit(parted.table.key, _message(parted), "add a partition rule, or a default partition")


def _message(parted: Partitioned) -> str:
    table = said(parted.table.key.path)
    if not parted.partitions:
        return f"{table} is partitioned but has no partition: every insert fails"
    return (
        f"{table} has no default partition and no partition rule: rows outside of its partitions are refused"
    )


RULE = Rule(code="P102", name="no-partition-for-rows", severity="warning", find=_find, page=__doc__)
