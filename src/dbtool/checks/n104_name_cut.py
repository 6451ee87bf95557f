"""A name as long as the server keeps, which may have been longer.

Of a name only 63 bytes are kept. The server cuts the rest off with no more than a notice, and two long names
that begin alike then collide. In YAML a longer name is an error; what stands here comes from a SQL file, or
was just long enough.

Bad:

```sql
CREATE TABLE daily_portfolio_performance_attribution_by_strategy_and_instrument_group (id bigint PRIMARY KEY);
```

Good:

```sql
CREATE TABLE daily_attribution (id bigint PRIMARY KEY);
```

Waive it for a name that really has 63 bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.names import named, titled
from dbtool.definitions.names import MOST_BYTES
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for key, name in named(database):
        if len(name.encode()) == MOST_BYTES:
            yield Hit(
                key,
                f"the name of {titled(key)} has {MOST_BYTES} bytes, the most that is kept: it may be cut",
                "give it a shorter name",
            )


RULE = Rule(code="N104", name="name-cut", severity="warning", find=_find, page=__doc__)
