"""Old rows of a table are to be deleted, but other rows may refer to them and hold them.

A foreign key without ON DELETE CASCADE, SET NULL or SET DEFAULT refuses the deletion of a row that is
referred to, and with it that of the whole batch:

    ERROR: update or delete on table "trades" violates foreign key constraint "fills_trade" on table "fills"

Bad:

```yaml
tables:
  trades:
    columns: {id: bigint, at: timestamptz not null}
    primary_key: [id]
    indexes: {trades_at: [at]}
    retention: {delete_after: 1 year, by: at}
  fills:
    columns: {id: bigint, trade_id: bigint}
    indexes: {fills_trade_id: [trade_id]}
    foreign_keys: {fills_trade: trade_id -> trades(id)}
```

Good:

```yaml
tables:
  trades:
    columns: {id: bigint, at: timestamptz not null}
    primary_key: [id]
    indexes: {trades_at: [at]}
    retention: {delete_after: 1 year, by: at}
  fills:
    columns: {id: bigint, trade_id: bigint}
    indexes: {fills_trade_id: [trade_id]}
    foreign_keys: {fills_trade: trade_id -> trades(id) on delete cascade}
```

Waive it where the referring rows are always gone before.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.durations import at_least
from dbtool.checks.reading import Path, facts, foreign_keys, referenced_table, said, table_of
from dbtool.kinds.relations.constraint import Constraint
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    holding = _holding(database)
    for retention in facts(database, RowRetention):
        path = retention.key.path
        for constraint in holding.get(path, ()):
            if _gone_before(database, constraint, retention):
                continue
            yield Hit(
                retention.key,
                f"rows of {said(path)} are deleted after {retention.delete_after}, unless a row of"
                f" {said(table_of(constraint))} refers to them: then the batch fails",
                f"say on delete cascade or set null in {constraint.name}",
                (constraint.key,),
            )


def _holding(database: Database) -> dict[Path, list[Constraint]]:
    """Give, by the table that is referred to, the foreign keys that refuse a deletion."""
    found: dict[Path, list[Constraint]] = {}
    for constraint, parts in foreign_keys(database):
        table = referenced_table(constraint, parts)
        if parts.on_delete in (None, "no action", "restrict") and table != table_of(constraint):
            found.setdefault(table, []).append(constraint)
    return found


def _gone_before(database: Database, constraint: Constraint, retention: RowRetention) -> bool:
    """Say whether the referring rows are deleted by themselves, and no later."""
    other = database.get("row_retention", *table_of(constraint))
    if not isinstance(other, RowRetention) or other.where is not None:
        return False
    return at_least(retention.delete_after, other.delete_after)


RULE = Rule(code="L105", name="delete-blocked", severity="warning", find=_find, page=__doc__)
