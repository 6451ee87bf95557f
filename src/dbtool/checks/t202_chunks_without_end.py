"""A hypertable makes several chunks a day and nothing ever drops them.

With an interval below one day and no retention the thousandth chunk comes within a few months, and T201's
costs with it.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 1 hour}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, price: numeric}
    hypertable: {by: time, chunk_interval: 1 hour}
    retention: 30 days
```

Waive it where something outside of the definitions drops or merges chunks.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import DAY, seconds
from dbtool.checks.hypertables import hypertables
from dbtool.checks.reading import column_at, said
from dbtool.model.database import Database
from dbtool.model.key import Key

_NUMBERS = frozenset({"smallint", "integer", "bigint", "int", "int2", "int4", "int8"})


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        path = hypertable.key.path
        length = seconds(hypertable.chunk_interval)
        column = column_at(database, path, hypertable.by)
        # What a number of an integer column stands for is the author's to know.
        if length is None or (column and str(column.type).lower() in _NUMBERS):
            continue
        if 0 < length < DAY and Key("retention", path) not in database:
            yield Hit(
                hypertable.key,
                f"hypertable {said(path)} makes a chunk every {hypertable.chunk_interval} and keeps all of"
                " them",
                "take a chunk_interval of a day or more, or declare retention",
            )


RULE = Rule(code="T202", name="chunks-without-end", severity="info", find=_find, page=__doc__)
