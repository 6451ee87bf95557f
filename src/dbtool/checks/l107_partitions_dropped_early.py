"""Partitions are dropped before their rows have reached the age that retention promises.

The partition rule keeps fewer months than `delete_after` says. The shorter of the two decides, and the
other one misleads whoever reads it.

Bad:

```yaml
tables:
  events:
    columns: {id: bigint, at: timestamptz not null}
    partition_by: range (at)
    indexes: {events_at: [at]}
    partitions: {by: month, ahead: 3, keep: 6}
    retention: {delete_after: 2 years, by: at}
```

Good:

```yaml
tables:
  events:
    columns: {id: bigint, at: timestamptz not null}
    partition_by: range (at)
    partitions: {by: month, ahead: 3, keep: 24}
```

Waive it nowhere: take one of the two out.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import longer
from dbtool.checks.reading import facts, said
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.model.database import Database

_MONTHS_OF_A_QUARTER = 3


def _find(database: Database) -> Iterator[Hit]:
    for rule in facts(database, PartitionRule):
        retention = database.get("row_retention", *rule.key.path)
        if rule.keep is None or not isinstance(retention, RowRetention) or retention.where is not None:
            continue
        if longer(retention.delete_after, _kept(rule, rule.keep)):
            yield Hit(
                retention.key,
                f"rows of {said(rule.key.path)} are promised {retention.delete_after}, but the partition"
                " rule drops"
                f" them after {_kept(rule, rule.keep)}",
                "say it once: by keep",
                (rule.key,),
            )


def _kept(rule: PartitionRule, keep: int) -> str:
    if rule.by == "quarter":
        return f"{keep * _MONTHS_OF_A_QUARTER} months"
    return f"{keep} {rule.by}s"


RULE = Rule(code="L107", name="partitions-dropped-early", severity="warning", find=_find, page=__doc__)
