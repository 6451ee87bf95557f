"""Objects that stay while what they are part of changes: tables, and types whose name another sort takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.inheritance import is_inherited, parts_had
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.table import Table
from dbtool.kinds.renaming import renamed, sharing_names
from dbtool.model.change import Alter, Create
from dbtool.model.database import Database
from dbtool.model.key import Key

# What a table is made of besides itself, each with what says where in it the table is.
_PLACES = (("partition_of", "bound"), ("inherits",), ("of_type",))
NOT_NULL_CONSTRAINTS = 180000


def changing_places(live: Database, wanted: Database) -> list[Key]:
    """Give the tables that go to another partitioned table, parent or type, to one, or to none any more."""
    return [
        key
        for key, old in live.facts.items()
        if isinstance(old, Table) and isinstance(new := wanted.facts.get(key), Table) and _moving(old, new)
    ]


def getting_own_columns(live: Database, wanted: Database) -> list[Key]:
    """Give the tables that get for themselves a column which they have from a parent, and keep the parent.

    They have it for themselves once they were without the parent for a moment.
    """
    found = []
    for key, new in wanted.facts.items():
        old = live.facts.get(key)
        if (
            isinstance(new, Table)
            and isinstance(old, Table)
            and new.inherits
            and new.inherits == old.inherits
        ):
            own = [
                part for part in wanted.children.get(key, ()) if part.kind == "column" and part not in live
            ]
            if any(
                Key(part.kind, (*parent, part.path[2])) in live for part in own for parent in old.inherits
            ):
                found.append(key)
    return found


def left_to_children(live: Database, wanted: Database, version: int) -> list[Key]:
    """Give the columns that a table loses and a child of it keeps for itself; those of the topmost first.

    They are left to the children when they are dropped from the table ONLY, but for those with a constraint
    that children inherit: the server would leave it to them as one of a parent that has it no longer.
    """
    found = {
        column
        for key in wanted
        if key.kind == "table" and key in live and _parents(key, wanted)
        for part in wanted.children.get(key, ())
        if part.kind == "column" and part not in live
        for column in _passing_on(key, part.path[2], live)
        if column not in wanted and Key(key.kind, column.path[:2]) in wanted
        if not _constrained(column, live, version)
    }
    return sorted(found, key=lambda column: (_height(Key("table", column.path[:2]), live), column))


def _constrained(column: Key, side: Database, version: int) -> bool:
    # From PostgreSQL 18 on NOT NULL is a constraint.
    if version >= NOT_NULL_CONSTRAINTS and not getattr(side.facts[column], "nullable", True):
        return True
    users = (side.facts[key] for key in side.dependents.get(column, ()) if key.kind == "constraint")
    return any(is_inherited(user) for user in users)


def _passing_on(table: Key, column: str, side: Database) -> Iterator[Key]:
    """Give the columns of that name of all tables above this one that have it for themselves."""
    for parent in _parents(table, side):
        key = Key("column", (*parent, column))
        if key in side:
            yield key
        yield from _passing_on(Key("table", parent), column, side)


def _height(table: Key, side: Database) -> int:
    """Give how many tables stand above this one, one above the other."""
    return max((1 + _height(Key("table", path), side) for path in _parents(table, side)), default=0)


def _parents(table: Key, side: Database) -> tuple[tuple[str, ...], ...]:
    found: tuple[tuple[str, ...], ...] = getattr(side.facts.get(table), "inherits", ())
    return found


def without_parents(key: Key, live: Database) -> Alter:
    """Give the change by which a table leaves all its parents."""
    old = live.facts[key]
    assert isinstance(old, Table)
    return Alter(old, replace(old, inherits=()), ("inherits",))


def taken_out(key: Key, live: Database, wanted: Database) -> Iterator[Alter]:
    """Give the changes by which a table leaves what it is to be no part of."""
    old, new = live.facts[key], wanted.facts[key]
    assert isinstance(old, Table)
    assert isinstance(new, Table)
    for fields in _moving(old, new):
        if fields == ("inherits",):
            left = replace(old, inherits=tuple(parent for parent in old.inherits if parent in new.inherits))
        else:
            nothing: dict[str, Any] = dict.fromkeys(fields)
            left = replace(old, **nothing)
        if left != old:
            yield Alter(old, left, fields)


def exchanged(key: Key, live: Database, wanted: Database) -> Iterator[Create | Alter]:
    """Give the changes by which a table gets new parents before it leaves old ones, with what it lacks.

    What both pass on is never the table's own then.
    """
    old, new = live.facts[key], wanted.facts[key]
    assert isinstance(old, Table)
    assert isinstance(new, Table)
    if set(old.inherits) - set(new.inherits) and set(new.inherits) - set(old.inherits):
        yield from _lacking(old, new, live)
        yield Alter(old, replace(old, inherits=new.inherits), ("inherits",))


def put_in(key: Key, live: Database, wanted: Database) -> Iterator[Create | Alter]:
    """Give the changes by which a table becomes part of what it is wanted in, and what it lacks for that."""
    old, new = live.facts[key], wanted.facts[key]
    assert isinstance(old, Table)
    assert isinstance(new, Table)
    for fields in _moving(old, new):
        values: dict[str, Any] = {name: getattr(new, name) for name in fields}
        if fields == ("inherits",):
            yield from _lacking(old, new, live)
        if any(values.values()):
            yield Alter(old, replace(old, **values), fields)


def _lacking(old: Table, new: Table, live: Database) -> Iterator[Create | Alter]:
    """Give the columns and checks that a parent has and its child to be has not."""
    has = {(part.kind, part.path[2:]) for part in parts_had(old.key, live)}
    for parent in new.inherits:
        for part in live.children.get(Key("table", parent), ()) if parent not in old.inherits else ():
            fact, path = live.facts[part], (*old.key.path, part.path[-1])
            lacks = part.kind in ("column", "constraint") and (part.kind, part.path[2:]) not in has
            if lacks and (part.kind == "column" or getattr(fact, "type", None) == "check"):
                own = renamed(fact, path)
                if not isinstance(own, Column):
                    yield Create(own)
                elif own.identity_generation:
                    # It numbers the rows that are there; an heir's column is no identity.
                    numbered = replace(own, statistics=None, options={}, comment=None)
                    yield Create(numbered)
                    yield Alter(numbered, own.as_heirs_have_it(), ("identity_generation",))
                else:
                    yield Create(own.as_heirs_have_it())


def _moving(old: Table, new: Table) -> list[tuple[str, ...]]:
    return [fields for fields in _PLACES if getattr(old, fields[0]) != getattr(new, fields[0])]


def changing_sorts(live: Database, wanted: Database) -> list[Key]:
    """Give the types whose name another sort of type takes, an enum's a domain, while columns have them."""
    return [
        key
        for key in live
        if BY_NAME[key.kind].beside
        and key not in wanted
        and any(BY_NAME[user.kind].holds_data for user in live.dependents.get(key, ()))
        and any(Key(name, key.path) in wanted for name in sharing_names(key.kind))
    ]


def anything_moves(live: Database, wanted: Database) -> bool:
    """Say whether there is anything of this sort between the two databases."""
    finders = (changing_places, changing_sorts, getting_own_columns)
    return any(find(live, wanted) for find in finders) or bool(left_to_children(live, wanted, 0))
