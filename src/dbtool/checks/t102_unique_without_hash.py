"""A unique key of a hypertable leaves out a column of a further dimension.

Rows with the same key may then lie in two chunks, and the server refuses the key or the dimension:

    ERROR: cannot create a unique index without the column "device" (used in partitioning)

A hash dimension is seldom worth it on one server: leave it out, or put its column into the key.

Bad:

```yaml
extensions: [timescaledb]
tables:
  readings:
    columns: {time: timestamptz not null, device: text not null}
    primary_key: [time]
    hypertable: {by: time, hash: {device: 4}}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  readings:
    columns: {time: timestamptz not null, device: text not null}
    primary_key: [device, time]
    hypertable: {by: time, hash: {device: 4}}
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import hypertables, unique_keys
from dbtool.checks.reading import said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        path = hypertable.key.path
        for key in unique_keys(database, path):
            for column in sorted((*hypertable.hash, *hypertable.ranges)):
                if column not in key.columns:
                    hashed = column in hypertable.hash
                    has = (
                        f"has {hypertable.hash[column]} hash partitions"
                        if hashed
                        else "has a range of its own"
                    )
                    yield Hit(
                        key.key,
                        f'{key.called} of hypertable {said(path)} leaves out "{column}", which {has}',
                        f"put {column} into the key, or leave the {'hash ' if hashed else ''}dimension out",
                        (hypertable.key,),
                    )


RULE = Rule(code="T102", name="unique-without-hash", severity="error", find=_find, page=__doc__, early=True)
