"""A materialized view is refreshed concurrently without a unique index to do it by.

The server compares old and new rows by a unique index over plain columns, all rows included. Without one
every refresh fails:

    ERROR: cannot refresh materialized view "public.daily_summary" concurrently
    HINT: Create a unique index with no WHERE clause on one or more columns of the materialized view.

Bad:

```yaml
tables:
  trades: {columns: {day: date, value: numeric}}
materialized_views:
  daily_summary:
    query: select day, sum(value) as value from trades group by day
    refresh: {schedule: 1 day, concurrently: true}
```

Good:

```yaml
tables:
  trades: {columns: {day: date, value: numeric}}
materialized_views:
  daily_summary:
    query: select day, sum(value) as value from trades group by day
    indexes: {daily_summary_day: {on: [day], unique: true}}
    refresh: {schedule: 1 day, concurrently: true}
```

Never waive it: no refresh can succeed.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.hypertables import indexes
from dbtool.checks.reading import Path, facts, said
from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for refresh in facts(database, ViewRefresh):
        path = refresh.key.path
        if refresh.concurrently and not _has_key(database, path):
            yield Hit(
                refresh.key,
                f"{said(path)} is refreshed concurrently but has no unique index over plain columns and all"
                " rows",
                "add a unique index, or leave concurrently out",
            )


def _has_key(database: Database, path: Path) -> bool:
    return any(
        one.index.unique and one.parts.where is None and None not in one.parts.columns
        for one in indexes(database, path)
    )


RULE = Rule(
    code="L103", name="concurrent-refresh-without-key", severity="error", find=_find, page=__doc__, early=True
)
