"""A table partitioned by hash of which not every remainder has a partition.

A row whose hash falls on a missing one is refused, at random as it seems, and there is no default partition
for hash.

Bad:

```yaml
table: users
columns: {id: bigint}
primary_key: [id]
partition_by: hash (id)
partitions: {users_0: "with (modulus 2, remainder 0)"}
```

Good:

```yaml
table: users
columns: {id: bigint}
primary_key: [id]
partition_by: hash (id)
partitions:
  users_0: with (modulus 2, remainder 0)
  users_1: with (modulus 2, remainder 1)
```

There is no reason to waive it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dbtool.checks.base import Hit, Rule
from dbtool.checks.partitioning import partitioned_tables
from dbtool.checks.reading import said
from dbtool.definitions.sql_tokens import lex
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for parted in partitioned_tables(database):
        if parted.method != "hash":
            continue
        # The server lets no two overlap: what they take in together is all that counts.
        taken = sum((_part(table.bound or "") for table in parted.partitions), Fraction(0))
        if taken < 1:
            yield Hit(
                parted.table.key,
                f"the partitions of {said(parted.table.key.path)} take {taken} of all rows: the others are "
                "refused",
                "declare a partition for every remainder",
            )


def _part(bound: str) -> Fraction:
    """Give the part of all rows that `FOR VALUES WITH (modulus 4, remainder 0)` takes."""
    tokens = list(lex(bound))
    at = next((place for place, token in enumerate(tokens) if token.word == "modulus"), None)
    return Fraction(0) if at is None else Fraction(1, int(tokens[at + 1].text))


RULE = Rule(code="P103", name="hash-partition-missing", severity="error", find=_find, page=__doc__)
