"""Retention by chunks, compression or its policy stands on a table that is no hypertable.

The server refuses it:

    ERROR: "system_logs" is not a hypertable or a continuous aggregate

Either declare the hypertable, or, for a plain table, `delete_after`, which `dbtool maintain run` carries
out in batches.

Bad:

```yaml
tables:
  system_logs:
    columns: {id: bigint, created_at: timestamptz not null}
retention: {table: system_logs, drop_after: 90 days}
```

Good:

```yaml
tables:
  system_logs:
    columns: {id: bigint, created_at: timestamptz not null}
    indexes: {system_logs_created_at: [created_at]}
retention: {table: system_logs, delete_after: 90 days, by: created_at}
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import said
from dbtool.model.database import Database
from dbtool.model.key import Key

_ON_CHUNKS = {
    "columnstore": "compression",
    "columnstore_policy": "a compression policy",
    "retention": "retention by chunks",
}


def _find(database: Database) -> Iterator[Hit]:
    for kind, word in _ON_CHUNKS.items():
        for fact in database.of_kind(kind):
            path = fact.key.path
            if Key("hypertable", path) in database or Key("continuous_aggregate", path) in database:
                continue
            hint = "declare `hypertable: {by: …}` on the table"
            if kind == "retention":
                hint += ", or for a plain table `retention: {delete_after: …, by: …}`"
            yield Hit(fact.key, f"{said(path)} has {word} but is no hypertable", hint)


RULE = Rule(code="T503", name="policy-on-plain-table", severity="error", find=_find, page=__doc__, early=True)
