"""Nothing refreshes a materialized view.

It is created empty and shows what it held at the last refresh, which never comes.

Bad:

```yaml
tables:
  trades: {columns: {day: date, value: numeric}}
materialized_views:
  daily_summary: select day, sum(value) as value from trades group by day
```

Good:

```yaml
tables:
  trades: {columns: {day: date, value: numeric}}
materialized_views:
  daily_summary:
    query: select day, sum(value) as value from trades group by day
    refresh: {schedule: 1 day}
```

Waive it where a program outside of the database refreshes it. A declared routine that names it is
recognised.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import facts, said
from dbtool.checks.routines import bodies_mention
from dbtool.kinds.relations.materialized_view import MaterializedView
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for view in facts(database, MaterializedView):
        refreshed = Key("view_refresh", view.key.path) in database
        if not refreshed and not (
            bodies_mention(database, "refresh") and bodies_mention(database, view.name)
        ):
            yield Hit(
                view.key,
                f"nothing refreshes {said(view.key.path)}",
                "declare refresh: {schedule: …}",
            )


RULE = Rule(code="L104", name="view-never-refreshed", severity="info", find=_find, page=__doc__)
