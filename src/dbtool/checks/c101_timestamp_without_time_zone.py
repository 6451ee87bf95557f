"""A point in time without a time zone.

`timestamp` is what a clock on a wall shows, without saying where the wall is. Two sessions with different
settings write different moments with the same text, `now()` loses its zone on the way in, and an hour in
autumn stands there twice. `timestamptz` is the moment itself, takes the same eight bytes, and is shown in the
zone of whoever asks. `time with time zone` is of no use either way.

Bad:

```yaml
table: visits
columns: {id: bigint, at: timestamp not null}
primary_key: [id]
```

Good:

```yaml
table: visits
columns: {id: bigint, at: timestamptz not null}
primary_key: [id]
```

Waive it for local times that are meant as such: opening hours, an alarm clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.column_types import type_parts
from dbtool.checks.reading import declared_columns, facts, said
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.model.database import Database

_INSTEAD = {
    "timestamp without time zone": ("has no time zone", "timestamptz"),
    "time with time zone": ("has a zone but no date to which it belongs", "timestamptz, or time"),
}


def _find(database: Database) -> Iterator[Hit]:
    # A hypertable's own time column is T106's.
    times = {(found.schema, found.table, found.by) for found in facts(database, Hypertable)}
    for column in declared_columns(database):
        parts = type_parts(column.type)
        if parts.name in _INSTEAD and column.key.path not in times:
            what, instead = _INSTEAD[parts.name]
            yield Hit(column.key, f"{said(column.key.path)} {what}", f"write {instead}")


RULE = Rule(code="C101", name="timestamp-without-time-zone", severity="warning", find=_find, page=__doc__)
