"""Columns of the same name whose allowed values differ, by enum or check.

One table says `buy` and `sell`, the next one `BUY` and `SELL`, a third one knows `short` too: joins lose
rows, and what is copied from one to the other is refused. Compared are columns of the same name, and of names
with the same last word where that says what it is about (`side`, `order_side`), if their values overlap. Of
names that can mean anything (`status`, `type`) only those that are nearly the same count.

Bad:

```yaml
tables:
  orders:
    columns: {id: bigint, side: text not null}
    primary_key: [id]
    checks: {orders_side: "side in ('buy', 'sell')"}
  fills:
    columns: {id: bigint, side: text not null}
    primary_key: [id]
    checks: {fills_side: "side in ('BUY', 'SELL')"}
```

Good:

```yaml
enums: {side: [buy, sell]}
tables:
  orders: {columns: {id: bigint, side: side not null}, primary_key: [id]}
  fills: {columns: {id: bigint, side: side not null}, primary_key: [id]}
```

Waive it where the two columns really are about different things.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.reading import said
from dbtool.checks.value_sets import ValueSet, value_sets
from dbtool.definitions.sql_tokens import listed
from dbtool.model.database import Database

_ANYTHING = listed(
    """
    action category code group kind level method mode name phase priority reason source stage state status
    tier type unit
    """
)
# The part of all values that two sets have in common, capitals disregarded, from which on they are one idea.
_ALIKE, _NEARLY_SAME = 0.3, 0.6


def _find(database: Database) -> Iterator[Hit]:
    # By the last word of the column, which two of one idea share, one of each sort that was not told of.
    earlier: dict[str, dict[tuple[str, frozenset[str]], ValueSet]] = {}
    for mine in value_sets(database):
        known = earlier.setdefault(mine.column.split("_")[-1], {})
        same = [other for other in known.values() if _one_idea(mine, other)]
        other = next((other for other in same if other.values != mine.values), None)
        if other and not any(one.values == mine.values for one in same):
            yield _hit(mine, other)
        else:
            known.setdefault((mine.column, mine.values), mine)


def _one_idea(mine: ValueSet, other: ValueSet) -> bool:
    words, others = mine.column.split("_"), other.column.split("_")
    vague = words[-1] in _ANYTHING
    if mine.column != other.column and (vague or words[-1] != others[-1]):
        return False
    left, right = ({value.casefold() for value in one.values} for one in (mine, other))
    return len(left & right) >= (_NEARLY_SAME if vague else _ALIKE) * len(left | right)


def _hit(mine: ValueSet, other: ValueSet) -> Hit:
    lacks, has = sorted(other.values - mine.values), sorted(mine.values - other.values)
    parts = [f"has {', '.join(has)}" if has else "", f"lacks {', '.join(lacks)}" if lacks else ""]
    return Hit(
        mine.key,
        f"{said(mine.key.path)} {' and '.join(part for part in parts if part)}, "
        f"other than {said(other.key.path)}",
        "give both the same enum, or the same check",
        (other.key,),
    )


RULE = Rule(code="C109", name="value-sets-differ", severity="warning", find=_find, page=__doc__)
