"""Objects that stay while what they are part of changes: tables, and types whose name another sort takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.inheritance import column_of, is_inherited, parts_had
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.table import Table
from dbtool.kinds.renaming import renamed, sharing_names
from dbtool.model.change import Alter, Create
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Action

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


def without_parents(key: Key, live: Database) -> Action:
    """Give what makes a table leave all its parents."""
    old = live.facts[key]
    assert isinstance(old, Table)
    return Action("alter", Alter(old, replace(old, inherits=()), ("inherits",)))


def coming_parents(key: Key, live: Database, wanted: Database) -> Iterator[Action]:
    """Give what makes the tables that a table is to inherit from and that are not there yet.

    Made now, with the columns and checks that the table has already, they are there for the table before it
    leaves old parents, and what it had from those is not its own in between.
    """
    old, new = _versions(key, live, wanted)
    for path in new.inherits if new.inherits != old.inherits else ():
        parent = wanted.facts.get(Key("table", path))
        if not isinstance(parent, Table) or parent.key in live:
            continue
        if not (parent.inherits or parent.of_type or parent.partition_by or parent.partition_of):
            bare = replace(parent, owner=None, comment=None, replica_identity=None)
            yield Action("create", Create(bare), tuple(_first_parts(parent.key, key, live, wanted)))


def _first_parts(parent: Key, heir: Key, live: Database, wanted: Database) -> Iterator[Fact]:
    """Give a new parent's columns as its heir has them, defaults of those it lacks, and common checks."""
    for part in wanted.children.get(parent, ()):
        fact = wanted.facts[part]
        if isinstance(fact, Column):
            had = column_of(heir, fact.name, live)
            if had is not None:
                fact = replace(
                    fact,
                    type=had.type,
                    collation=had.collation,
                    generated=had.generated,
                    virtual=had.virtual,
                    nullable=had.nullable or fact.nullable,
                )
            yield fact
            default = Key("column_default", part.path)
            if had is None and default in wanted:
                yield wanted.facts[default]
        elif part.kind == "constraint" and is_inherited(fact) and _same_check(fact, heir, live):
            yield fact


def _same_check(check: Any, heir: Key, live: Database) -> bool:
    had: Any = (live.facts[part] for part in parts_had(heir, live) if part.path[2:] == (check.name,))
    return any(one.kind == check.kind and one.definition == check.definition for one in had)


def taken_out(key: Key, live: Database, wanted: Database) -> Iterator[Action]:
    """Give what makes a table leave what it is to be no part of."""
    old, new = _versions(key, live, wanted)
    for fields in _moving(old, new):
        if fields == ("inherits",):
            left = replace(old, inherits=tuple(parent for parent in old.inherits if parent in new.inherits))
        else:
            nothing: dict[str, Any] = dict.fromkeys(fields)
            left = replace(old, **nothing)
        if left != old:
            yield Action("alter", Alter(old, left, fields))


def exchanged(key: Key, live: Database, wanted: Database) -> Iterator[Action]:
    """Give what makes a table get new parents before it leaves old ones.

    What both pass on is never the table's own then.
    """
    old, new = _versions(key, live, wanted)
    if set(old.inherits) - set(new.inherits) and set(new.inherits) - set(old.inherits):
        yield from _own_parts(old, new, live, wanted)
        yield Action("alter", Alter(old, replace(old, inherits=new.inherits), ("inherits",)))


def put_in(key: Key, live: Database, wanted: Database) -> Iterator[Action]:
    """Give what makes a table a part of what it is wanted in."""
    old, new = _versions(key, live, wanted)
    for fields in _moving(old, new):
        values: dict[str, Any] = {name: getattr(new, name) for name in fields}
        if fields == ("inherits",):
            yield from _own_parts(old, new, live, wanted)
        if any(values.values()):
            yield Action("alter", Alter(old, replace(old, **values), fields))


def _own_parts(old: Table, new: Table, live: Database, wanted: Database) -> Iterator[Action]:
    """Give the columns and checks that a parent has and its child to be lacks, where they are to be its own.

    So are identity columns: they number the child's rows that are there.
    """
    has = {(part.kind, part.path[2:]) for part in parts_had(old.key, live)}
    for parent in new.inherits:
        for part in live.children.get(Key("table", parent), ()) if parent not in old.inherits else ():
            fact, path = live.facts[part], (*old.key.path, *part.path[2:])
            if (part.kind, part.path[2:]) in has:
                continue
            if isinstance(fact, Column) and fact.identity_generation:
                own = replace(fact, schema=old.schema, table=old.name)
                numbered = replace(own, statistics=None, options={}, comment=None)
                yield Action("create", Create(numbered))
                # An heir's column is no identity.
                yield Action("alter", Alter(numbered, own.as_heirs_have_it(), ("identity_generation",)))
            elif Key(part.kind, path) not in wanted:
                continue
            elif isinstance(fact, Column):
                default = wanted.facts.get(Key("column_default", path))
                plain = renamed(fact.as_heirs_have_it(), path)
                yield Action("create", Create(plain), (default,) if default else ())
            elif part.kind == "constraint" and is_inherited(fact):
                yield Action("create", Create(renamed(fact, path)))


def _versions(key: Key, live: Database, wanted: Database) -> tuple[Table, Table]:
    old, new = live.facts[key], wanted.facts[key]
    assert isinstance(old, Table)
    assert isinstance(new, Table)
    return old, new


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
