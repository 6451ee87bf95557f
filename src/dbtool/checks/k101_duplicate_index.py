"""An index that another index already does the work of.

Every index costs on each write, in memory and on disk; of two that serve the same queries one is wasted.
Redundant is an index whose columns are the first ones of another index of the same method, in the same order
or all turned round, since a B-tree is read backwards as well as forwards. It does not matter in which
direction the last of the columns runs. Partial indexes are compared only where their predicates are equal,
and a unique index is redundant only where another unique key has the very same columns.

Bad:

```yaml
table: users
columns: {id: bigint, email: text not null, created: timestamptz}
primary_key: [id]
unique: {users_email_key: [email]}
indexes:
  users_email: [email]
  users_created: [created]
  users_created_id: [created desc, id desc]
```

Good:

```yaml
table: users
columns: {id: bigint, email: text not null, created: timestamptz}
primary_key: [id]
unique: {users_email_key: [email]}
indexes:
  users_created_id: [created desc, id desc]
```

Waive it for an index that is much smaller than the one that covers it and is read very often.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.base import Hit, Rule
from dbtool.checks.lookups import Lookup, lookups
from dbtool.checks.reading import said
from dbtool.model.database import Database


def _find(database: Database) -> Iterator[Hit]:
    for found in lookups(database).values():
        kept = list(found)
        # From the one that is missed least to the one that is missed most.
        for lookup in sorted(found, key=_worth):
            covering = [other for other in kept if other is not lookup and _does(other, lookup)]
            if covering:
                kept.remove(lookup)
                yield _hit(lookup, max(covering, key=_worth))


def _worth(lookup: Lookup) -> tuple[bool, bool, bool, int, tuple[str, ...]]:
    return (lookup.primary, lookup.unique, lookup.constraint, len(lookup.elements), lookup.key.path[::-1])


def _does(other: Lookup, lookup: Lookup) -> bool:
    """Say whether `other` serves whatever `lookup` serves."""
    if (other.method, other.where) != (lookup.method, lookup.where) or lookup.needed:
        return False
    if not set(lookup.include) <= {*other.include, *other.keys}:
        return False
    if other.method != "btree":
        return lookup.elements == other.elements
    size = len(lookup.elements)
    if lookup.unique:
        as_strict = other.primary or other.nulls_not_distinct >= lookup.nulls_not_distinct
        if not (other.unique and as_strict and len(other.elements) == size):
            return False
    return lookup.keys == other.keys[:size] and _same_order(lookup, other, size)


def _same_order(lookup: Lookup, other: Lookup, size: int) -> bool:
    pairs = list(zip(lookup.elements[:size], other.elements[:size], strict=True))
    turned = [mine.descending != its.descending for mine, its in pairs]
    nulls = [
        (mine.nulls_first != its.nulls_first) == turn for (mine, its), turn in zip(pairs, turned, strict=True)
    ]
    return all(nulls) and len(set(turned[:-1])) <= 1


def _hit(lookup: Lookup, covering: Lookup) -> Hit:
    how = "has the same columns as" if lookup.keys == covering.keys else "has only the first columns of"
    return Hit(
        lookup.key,
        f"{lookup.title} {how} {covering.title}, which serves the same queries",
        f"drop {said(lookup.key.path[-1:])}",
        (covering.key,),
    )


RULE = Rule(code="K101", name="duplicate-index", severity="warning", find=_find, page=__doc__)
