"""Old partitions are to be dropped, but a foreign key refers to the table.

A partition that rows refer to cannot be taken away, and ON DELETE CASCADE does not help, since no row is
deleted:

    ERROR: removing partition "trades_2024_01" violates foreign key constraint "fills_trade_id_fkey"

Bad:

```yaml
tables:
  trades:
    columns: {id: bigint, at: timestamptz not null}
    primary_key: [id, at]
    partition_by: range (at)
    partitions: {by: month, ahead: 3, keep: 24}
  fills:
    columns: {id: bigint, trade_id: bigint, trade_at: timestamptz}
    foreign_keys: {fills_trade: "trade_id, trade_at -> trades(id, at) on delete cascade"}
```

Good:

```yaml
tables:
  trades:
    columns: {id: bigint, at: timestamptz not null}
    primary_key: [id, at]
    partition_by: range (at)
    partitions: {by: month, ahead: 3, keep: 24}
  fills:
    columns: {id: bigint, trade_id: bigint, trade_at: timestamptz}
```

Waive it where the referring rows are always gone before.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import facts, foreign_keys, referenced_table, said, table_of
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    dropping = {rule.key.path: rule for rule in facts(database, PartitionRule) if rule.keep is not None}
    for constraint, parts in foreign_keys(database):
        rule = dropping.get(referenced_table(constraint, parts))
        if rule and table_of(constraint) != rule.key.path:
            yield Hit(
                rule.key,
                f"partitions of {said(rule.key.path)} are dropped after {rule.keep} {rule.by}s, which"
                " foreign key"
                f" {constraint.name} of {said(table_of(constraint))} refuses as long as a row refers to them",
                "keep the columns and leave the foreign key out",
                (constraint.key,),
            )


RULE = Rule(code="L106", name="partition-drop-blocked", severity="warning", find=_find, page=__doc__)
