"""Rows are to be deleted by a condition at an age at which their chunks are gone.

The hypertable's own retention drops whole chunks earlier, so that the deletion never finds a row.

Bad:

```yaml
extensions: [timescaledb]
tables:
  logs:
    columns: {time: timestamptz not null, level: text}
    hypertable: time
retention:
  - {table: logs, drop_after: 30 days}
  - {table: logs, delete_after: 90 days, by: time, where: level = 'DEBUG'}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  logs:
    columns: {time: timestamptz not null, level: text}
    hypertable: time
retention:
  - {table: logs, drop_after: 90 days}
  - {table: logs, delete_after: 30 days, by: time, where: level = 'DEBUG'}
```

Waive it while one of the two is being changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import at_least
from dbtool.checks.reading import facts, said
from dbtool.kinds.timescale.retention import Retention
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for retention in facts(database, RowRetention):
        chunks = database.get("retention", *retention.key.path)
        if isinstance(chunks, Retention) and at_least(retention.delete_after, chunks.drop_after):
            yield Hit(
                retention.key,
                f"rows of {said(retention.key.path)} are deleted after {retention.delete_after}, but their"
                " chunks are"
                f" dropped after {chunks.drop_after}",
                "delete earlier than chunks are dropped, or leave it out",
                (chunks.key,),
            )


RULE = Rule(code="L109", name="delete-after-chunks-are-gone", severity="warning", find=_find, page=__doc__)
