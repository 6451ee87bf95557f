"""Chunks are dropped before they would be compressed.

The compression policy waits longer than retention keeps, so it never finds a chunk.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, symbol: text}
    hypertable: {by: time, chunk_interval: 1 day}
    compression: {segment_by: [symbol], after: 30 days}
    retention: 14 days
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, symbol: text}
    hypertable: {by: time, chunk_interval: 1 day}
    compression: {segment_by: [symbol], after: 2 days}
    retention: 14 days
```

Waive it where one of the two is switched off for a while.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import at_least
from dbtool.checks.reading import said
from dbtool.kinds.timescale.columnstore_policy import ColumnstorePolicy
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for policy in cast(list[ColumnstorePolicy], database.of_kind("columnstore_policy")):
        retention = cast(Retention | None, database.get("retention", *policy.key.path))
        if retention is None:
            continue
        for after, dropped in (
            (policy.after, retention.drop_after),
            (policy.created_before, retention.drop_created_before),
        ):
            if at_least(after, dropped):
                yield Hit(
                    policy.key,
                    f"chunks of {said(policy.key.path)} are compressed after {after} but dropped after"
                    f" {dropped}",
                    "compress earlier, keep longer, or leave compression out",
                    (retention.key,),
                )


RULE = Rule(code="T303", name="never-compressed", severity="warning", find=_find, page=__doc__)
