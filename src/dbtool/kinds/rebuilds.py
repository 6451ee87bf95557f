"""What only a new object beside the old one can become: rows in other chunks, buckets of another query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.edges import with_known_edges
from dbtool.kinds.relations.column import Column
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate
from dbtool.kinds.timescale.hypertable import Hypertable
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident

# Where the new object is made, as it will be but for its schema.
NEW = "dbtool_new"
AGGREGATE, _TABLE, _HYPERTABLE, _SETTINGS = "continuous_aggregate", "table", "hypertable", "columnstore"
# Parts that would act on the copy, or that name the object from outside.
_LATER = frozenset({"trigger", "trigger_setting", "rule", "rows", "sequence_ownership", "publication_table"})


def to_rebuild(live: Database, wanted: Database) -> list[Key]:
    """Give the tables and aggregates to be built anew, each before what reads from it.

    Shape: aggregates only where no table is left; their queries are compared as texts.
    """
    tables = [
        key
        for key in sorted(live)
        if key.kind == _TABLE and key in wanted and _other_chunks(key, live, wanted)
    ]
    if tables:
        return tables
    found = [key for key in sorted(live) if _other_query(live.facts[key], wanted.facts.get(key))]
    return sorted(found, key=lambda key: len(_below(key, wanted) & set(found)))


def _other_chunks(key: Key, live: Database, wanted: Database) -> bool:
    """Say whether the rows must go to other chunks, and can be found again in the new table."""
    old, new = live.get(_HYPERTABLE, *key.path), wanted.get(_HYPERTABLE, *key.path)
    if (old is None and new is None) or copied_by(key, live, wanted) is None:
        return False
    if not isinstance(old, Hypertable) or not isinstance(new, Hypertable):
        return True
    named = [name for name in ("associated_schema", "associated_prefix") if getattr(new, name) is not None]
    return (
        old.by != new.by
        or bool(old.hash.keys() - new.hash.keys())
        or bool(old.ranges.keys() - new.ranges.keys())
        or any(getattr(old, name) != getattr(new, name) for name in named)
    )


def copied_by(key: Key, live: Database, wanted: Database) -> Column | None:
    """Give the column by whose values the rows are copied, None where the two tables have none in common."""
    by = live.get(_HYPERTABLE, *key.path) or wanted.get(_HYPERTABLE, *key.path)
    assert isinstance(by, Hypertable)
    old, new = live.get("column", *key.path, by.by), wanted.get("column", *key.path, by.by)
    if isinstance(old, Column) and isinstance(new, Column) and old.type == new.type:
        return old
    return None


def copied_columns(key: Key, live: Database, wanted: Database) -> list[tuple[Column, Column]]:
    """Give the columns whose values go over, before and after, in their order."""
    old = {part.path[-1]: live.facts[part] for part in live.children.get(key, ()) if part.kind == "column"}
    found = []
    for part in wanted.children.get(key, ()):
        new, before = wanted.facts[part], old.get(part.path[-1])
        if isinstance(new, Column) and isinstance(before, Column) and not new.generated:
            found.append((before, new))
    return sorted(found, key=lambda pair: pair[1].position)


def led_by(column: Column, side: Database) -> bool:
    """Say whether an index or key of the table, or its chunks, lead to rows by that column."""
    table = (column.schema, column.table)
    by = side.get(_HYPERTABLE, *table)
    if isinstance(by, Hypertable) and by.by == column.name:
        return True
    texts = (
        str(fact.values().get("definition", ""))
        for key in side.children.get(Key(_TABLE, table), ())
        if (fact := side.facts[key]).kind == "index" or fact.values().get("type") in ("primary_key", "unique")
    )
    return any(_first_word(text.partition("(")[2]) == ident(column.name) for text in texts)


def _first_word(keys: str) -> str:
    return keys.partition(",")[0].partition(")")[0].removesuffix(" DESC")


def _other_query(old: Fact, new: Fact | None) -> bool:
    both = isinstance(old, ContinuousAggregate) and isinstance(new, ContinuousAggregate)
    return both and getattr(old, "definition", "") != getattr(new, "definition", "")


def _below(key: Key, side: Database) -> set[Key]:
    """Give all that the object uses, through others too."""
    found: set[Key] = set()
    waiting = [key]
    while waiting:
        more = side.edges.get(waiting.pop(), frozenset()) - found
        found |= more
        waiting += more
    return found


def parts_of(key: Key, side: Database) -> frozenset[Key]:
    """Give the object with all that belongs to it, policies and settings of TimescaleDB's included."""
    found, waiting = {key}, [key]
    while waiting:
        more = set(side.children.get(waiting.pop(), ())) - found
        found |= more
        waiting += more
    return frozenset(found | {k for k in side if k not in found and _is_about(side.facts[k], key.path)})


def _is_about(fact: Fact, path: tuple[str, ...]) -> bool:
    kind = BY_NAME[fact.kind]
    if not kind.declared:
        return False
    targets = {Key(_HYPERTABLE, path), Key(AGGREGATE, path)}
    return any(need in targets for need in (*kind.requires(fact), kind.parent(fact)))


def is_policy(fact: Fact) -> bool:
    """Say whether scratch does not hold it, and it goes to the new object last: a job, a setting."""
    return BY_NAME[fact.kind].declared and fact.kind not in (_SETTINGS, AGGREGATE)


def made_beside(key: Key, wanted: Database) -> list[Key]:
    """Give the parts that the new object is made with before it has any rows."""
    found = sorted(parts_of(key, wanted))
    return [k for k in found if k.kind not in _LATER and not is_policy(wanted.facts[k])]


def beside(fact: Fact) -> Fact:
    """Give the fact as one of the new object, in the schema where that is made."""
    fields = type(fact).__dataclass_fields__
    values: dict[str, Any] = {}
    if "schema" in fields:
        values["schema"] = NEW
    if "on" in fields and isinstance(on := getattr(fact, "on", None), tuple):
        values["on"] = (NEW, *on[1:])
    return replace(fact, **values)


def needed(keys: Iterable[Key], live: Database, wanted: Database) -> list[Key]:
    """Give what these objects of `wanted` use, through others too, and `live` has not got."""
    own = set(keys)
    return sorted({k for key in own for k in _below(key, wanted)} - own - set(live))


def together(side: Database, facts: Iterable[Fact], edges: Iterable[tuple[Key, frozenset[Key]]]) -> Database:
    """Give the database with more facts in it, and what they need."""
    return with_known_edges(
        {**side.facts, **{fact.key: fact for fact in facts}}, {**side.edges, **dict(edges)}, side.unmodelled
    )


def readers_of(key: Key, side: Database) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Give the views over the object, the outermost first, and the tables whose foreign keys point at it."""
    views, tables, waiting = list[Key](), set[Key](), [key, *side.children.get(key, ())]
    while waiting:
        for user in sorted(side.dependents.get(waiting.pop(0), ())):
            if user.kind == "view":
                views = [view for view in views if view != user] + [user]
                waiting += [user, *side.children.get(user, ())]
            elif BY_NAME[user.kind].points_at(side.facts[user]) == key:
                tables.add(side.parents[user])
    return [view.path for view in reversed(views)], sorted(table.path for table in tables - {key})


def can_stay(key: Key, live: Database, wanted: Database) -> bool:
    """Say whether nothing that the old object uses goes away or gets another type."""
    return all(
        need in wanted and getattr(live.facts[need], "type", 0) == getattr(wanted.facts[need], "type", 0)
        for part in parts_of(key, live)
        for need in live.edges.get(part, ())
        if need not in parts_of(key, live) and need.kind in _HOLDING
    )


# What the server does not drop or retype while an object uses it.
_HOLDING = frozenset({"column", "enum", "domain", "composite_type", "range_type", "base_type", "schema"})
