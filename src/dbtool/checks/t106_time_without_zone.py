"""A hypertable is cut into chunks by a timestamp without time zone.

Such a value names no moment. Retention, compression and refresh compare it with the present time of the
server's own time zone, so that they act hours early or late, and twice a year it runs backwards. The server
warns:

    WARNING: column type "timestamp without time zone" used for "time" does not follow best practices
    HINT: Use datatype TIMESTAMPTZ instead.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks: {columns: {time: timestamp not null, price: numeric}, hypertable: time}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks: {columns: {time: timestamptz not null, price: numeric}, hypertable: time}
```

Waive it where all writers and the server are in UTC, and the type cannot be changed.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import hypertables
from dbtool.checks.reading import column_at, said
from dbtool.definitions.sql_tokens import lex
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for hypertable in hypertables(database):
        column = column_at(database, hypertable.key.path, hypertable.by)
        words = [token.word for token in lex(column.type)] if column else []
        if column and words[:1] == ["timestamp"] and "with" not in words:
            yield Hit(
                column.key,
                f"hypertable {said(hypertable.key.path)} is cut by {hypertable.by}, a timestamp without time"
                " zone",
                "make it timestamptz",
                (hypertable.key,),
            )


RULE = Rule(code="T106", name="time-without-zone", severity="warning", find=_find, page=__doc__)
