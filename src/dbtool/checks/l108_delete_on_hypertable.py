"""Rows of a hypertable are deleted one by one.

Retention by chunks drops files: at once, without WAL for each row, and nothing is left for vacuum. Deleting
rows is for what only a condition tells apart, with `where`; in compressed chunks it has to decompress them
first.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: time
    retention: {delete_after: 90 days, by: time}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: time
    retention: 90 days
```

Waive it where rows have to go to the day, and chunks are long.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import hypertable_at
from dbtool.checks.reading import facts, said
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for retention in facts(database, RowRetention):
        path = retention.key.path
        hypertable = hypertable_at(database, path)
        if hypertable and hypertable.by == retention.column and retention.where is None:
            yield Hit(
                retention.key,
                f"rows of hypertable {said(path)} are deleted one by one after {retention.delete_after}",
                f"write retention: {retention.delete_after}, which drops whole chunks",
                (hypertable.key,),
            )


RULE = Rule(code="L108", name="delete-on-hypertable", severity="warning", find=_find, page=__doc__)
