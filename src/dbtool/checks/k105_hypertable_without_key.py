"""A hypertable in which the same row can stand twice.

Data of sensors and markets arrives more than once: after a broken connection, from a second source, when a
day is loaded again. A unique key with the time column lets `INSERT … ON CONFLICT` tell what is new. Many
hypertables do without on purpose, since each unique key costs on every insert.

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, symbol: text not null, price: numeric}
    hypertable: {by: time, chunk_interval: 1 day}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks:
    columns: {time: timestamptz not null, symbol: text not null, price: numeric}
    primary_key: [symbol, time]
    hypertable: {by: time, chunk_interval: 1 day}
```

Waive it where two equal rows are two events, or where whoever writes makes sure.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.lookups import lookups
from dbtool.checks.reading import facts, said
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    found = lookups(database)
    for hypertable in facts(database, Hypertable):
        path = (hypertable.schema, hypertable.table)
        if not any(lookup.unique for lookup in found.get(path, ())):
            yield Hit(
                Key("table", path),
                f"the hypertable {said(path)} has no unique key: a row that is sent twice stands there twice",
                f"add a primary key of what tells rows apart and {hypertable.by}",
            )


RULE = Rule(code="K105", name="hypertable-without-key", severity="info", find=_find, page=__doc__)
