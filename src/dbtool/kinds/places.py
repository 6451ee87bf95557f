"""Objects that stay while what they are part of changes: tables, and types whose name another sort takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.relations.table import Table
from dbtool.kinds.renaming import renamed, sharing_names
from dbtool.model.change import Alter, Create
from dbtool.model.database import Database
from dbtool.model.key import Key

# What a table is made of besides itself, each with what says where in it the table is.
_PLACES = (("partition_of", "bound"), ("inherits",), ("of_type",))


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


def _lacking(old: Table, new: Table, live: Database) -> Iterator[Create]:
    """Give the columns and checks that a parent has and its child to be has not."""
    for parent in new.inherits:
        for part in live.children.get(Key("table", parent), ()) if parent not in old.inherits else ():
            fact, path = live.facts[part], (*old.key.path, part.path[-1])
            lacks = part.kind in ("column", "constraint") and Key(part.kind, path) not in live
            if lacks and (part.kind == "column" or getattr(fact, "type", None) == "check"):
                yield Create(renamed(fact, path))


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
    return any(find(live, wanted) for find in (changing_places, changing_sorts, getting_own_columns))
