"""A refresh window is smaller than two buckets.

Only whole buckets inside the window are refreshed, and a window of less than two may hold none. The server
refuses the policy:

    ERROR: policy refresh window too small
    DETAIL: The start and end offsets must cover at least two buckets in the valid time range of type
    "timestamp with time zone".

Bad:

```yaml
extensions: [timescaledb]
tables:
  ticks: {columns: {time: timestamptz not null, price: numeric}, hypertable: time}
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 2 days, end_offset: 1 hour, schedule: 1 hour}
```

Good:

```yaml
extensions: [timescaledb]
tables:
  ticks: {columns: {time: timestamptz not null, price: numeric}, hypertable: time}
continuous_aggregates:
  ticks_daily:
    query: select time_bucket('1 day', time) as day, avg(price) as price from ticks group by 1
    refresh: {start_offset: 3 days, end_offset: 1 hour, schedule: 1 hour}
```

Never waive it: the server refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import difference, seconds
from dbtool.checks.hypertables import aggregates, refreshes
from dbtool.checks.reading import said
from dbtool.definitions.sql_tokens import lex
from dbtool.model.database import Database

_MONTHS_VARY = 0.9  # a month counts 28 to 31 days


def _find(database: Database) -> Iterator[Hit]:
    for aggregate in aggregates(database):
        text = _bucket(aggregate.definition)
        least = 2 * (seconds(text) or 0)
        if "mon" in str(text):
            least *= _MONTHS_VARY
        for refresh in refreshes(database, aggregate.key.path):
            window = difference(refresh.start_offset, refresh.end_offset)
            if window is not None and window < least:
                yield Hit(
                    refresh.key,
                    f"the refresh of {said(aggregate.key.path)} covers less than two buckets: from"
                    f" {refresh.start_offset} to {refresh.end_offset} ago, with buckets of {text}",
                    "make start_offset longer than end_offset by at least two buckets",
                    (aggregate.key,),
                )


def _bucket(query: str) -> str | None:
    """Give the first argument of time_bucket where it is a constant."""
    tokens = list(lex(query))
    for at, token in enumerate(tokens[:-3]):
        if token.name == "time_bucket" and tokens[at + 1].text == "(":
            first = tokens[at + 2]
            value = tokens[at + 3] if first.word == "interval" else first
            return value.string if value.string is not None else value.text
    return None


RULE = Rule(
    code="T403", name="refresh-window-too-small", severity="error", find=_find, page=__doc__, early=True
)
