"""Everyone has rights on a table, a view or a column.

PUBLIC is every role of the server, those of other databases' applications too, and those that somebody will
make next year. Grant to a role that others are members of.

Bad:

```yaml
tables:
  prices: {columns: {symbol: text}, grants: {public: select}}
```

Good:

```yaml
roles: {reader: }
tables:
  prices: {columns: {symbol: text}, grants: {reader: select}}
```

Waive it where the rows are public indeed.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reach import PUBLIC, grants
from dbtool.checks.reading import listed, said
from dbtool.model.database import Database

_RELATIONS = frozenset({"table", "view", "materialized_view", "continuous_aggregate", "column"})


def _find(database: Database) -> Iterator[Hit]:
    for grant in grants(database):
        if grant.grantee == PUBLIC and grant.on_kind in _RELATIONS and grant.privileges:
            yield Hit(
                grant.key,
                f"everyone has {listed(grant.privileges)} on {said(grant.on)}",
                "grant to a role instead of public",
            )


RULE = Rule(code="RLS220", name="grant-to-public", severity="warning", find=_find, page=__doc__)
