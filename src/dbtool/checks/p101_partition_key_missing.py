"""A unique key of a partitioned table that lacks the partition column.

Each partition has its own index, which knows nothing of the others: what is to be unique in the whole table
can be so only together with the column that says which partition a row is in. The server refuses anything
else.

Bad:

```yaml
table: events
columns: {id: bigint, at: timestamptz not null}
primary_key: [id]
partition_by: range (at)
partitions: {events_rest: default}
```

Good:

```yaml
table: events
columns: {id: bigint, at: timestamptz not null}
primary_key: [id, at]
partition_by: range (at)
partitions: {events_rest: default}
```

It cannot be waived: the server has the last word.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.lookups import Lookup, lookups
from dbtool.checks.partitioning import Partitioned, partitioned_tables
from dbtool.checks.reading import listed, said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    found = lookups(database)
    for parted in partitioned_tables(database):
        for lookup in found.get(parted.table.key.path, ()):
            if lookup.unique and not set(parted.columns) <= set(lookup.columns) - {None}:
                yield _hit(lookup, parted)


def _hit(lookup: Lookup, parted: Partitioned) -> Hit:
    table = said(parted.table.key.path)
    missing = [name for name in parted.columns if name and name not in lookup.columns]
    if None in parted.columns:
        return Hit(
            lookup.key,
            f"{lookup.title} cannot be: {table} is partitioned by an expression",
            "partition by a plain column and have it in the key, or take the key out",
        )
    return Hit(
        lookup.key,
        f"{lookup.title} lacks {listed(missing)}, by which {table} is partitioned",
        f"write [{', '.join([*(name for name in lookup.columns if name), *missing])}]",
    )


RULE = Rule(code="P101", name="partition-key-missing", severity="error", find=_find, page=__doc__, early=True)
