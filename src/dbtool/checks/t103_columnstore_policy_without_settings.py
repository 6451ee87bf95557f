"""A compression policy stands on a hypertable that has no compression settings.

The policy is the job, the settings say how rows are stored. Without them the server refuses the job:

    ERROR: columnstore not enabled on hypertable "price_data"
    HINT: Enable columnstore before adding a columnstore policy.

Bad:

```sql
CREATE EXTENSION timescaledb;
CREATE TABLE price_data (time timestamptz NOT NULL, symbol text, price numeric);
SELECT create_hypertable('price_data', by_range('time'));
SELECT add_compression_policy('price_data', INTERVAL '7 days');
```

Good:

```yaml
extensions: [timescaledb]
tables:
  price_data:
    columns: {time: timestamptz not null, symbol: text, price: numeric}
    hypertable: time
    compression: {segment_by: [symbol], order_by: [time desc], after: 7 days}
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import said
from dbtool.model.database import Database
from dbtool.model.key import Key


def _find(database: Database) -> Iterator[Hit]:
    for policy in database.of_kind("columnstore_policy"):
        path = policy.key.path
        if Key("columnstore", path) not in database:
            yield Hit(
                policy.key,
                f"the compression policy of {said(path)} has no compression settings to go by",
                "say segment_by and order_by under compression, or ALTER TABLE … SET (timescaledb.compress,"
                " …)",
            )


RULE = Rule(
    code="T103",
    name="columnstore-policy-without-settings",
    severity="error",
    find=_find,
    page=__doc__,
    early=True,
)
