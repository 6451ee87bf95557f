"""A name that is not in lower case, or has spaces or other signs in it.

The server folds what stands without quotes to lower case: `SELECT * FROM Orders` looks for `orders` and says
that it does not exist. Such a name has to be quoted everywhere and for good.

Bad:

```yaml
table: OrderItems
columns: {id: bigint, unitPrice: numeric}
primary_key: [id]
```

Good:

```yaml
table: order_items
columns: {id: bigint, unit_price: numeric}
primary_key: [id]
```

Waive it where a program or an ORM writes the names, quotes included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.names import named, titled
from dbtool.model.database import Database

_PLAIN = re.compile(r"[^\W\dA-Z](?:[^\WA-Z]|\$)*")


def _find(database: Database) -> Iterator[Hit]:
    for key, name in named(database):
        if not _PLAIN.fullmatch(name):
            yield Hit(
                key,
                f"the name of {titled(key)} has to be quoted in every statement",
                f"call it {_plain(name)}",
            )


def _plain(name: str) -> str:
    """Give the name in snake_case."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"\W+", "_", parted).strip("_").lower() or "something else"


RULE = Rule(code="N102", name="mixed-case-name", severity="warning", find=_find, page=__doc__)
