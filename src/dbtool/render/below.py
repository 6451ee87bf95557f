"""What templates ask about tables: their heirs, their type, their keys, and whose rows their columns hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.composite_type import CompositeType
from dbtool.kinds.type_names import KINDS_OF_TYPES
from dbtool.model.database import Database
from dbtool.model.key import Key

# What the server makes anew only where no column has its rows or values.
_MADE_ANEW = ("table", "base_type")


def has_heirs(table: Key, side: Database, version: int) -> bool:
    """Say whether the server of that version calls others the table's children, chunks of rows too."""
    users = [side.facts[user] for user in side.dependents.get(table, ())]
    parts = version < 170000 and any(getattr(user, "partition_of", None) == table.path for user in users)
    heirs = any(table.path in getattr(user, "inherits", ()) for user in users)
    return parts or heirs or Key("hypertable", table.path) in side


def compressed_alike(column: Column, old: Database, new: Database) -> list[tuple[str, ...]]:
    """Give the tables below that stay and have the column, and how it is compressed, from this one alone."""
    found: list[tuple[str, ...]] = []
    waiting = [(column.schema, column.table)]
    while waiting:
        above = waiting.pop()
        for heir in sorted(new.dependents.get(Key("table", above), ())):
            table = new.facts[heir]
            parents = (*getattr(table, "inherits", ()), getattr(table, "partition_of", None))
            setting = new.get("column_setting", *heir.path, column.name)
            own = Key("column", (*heir.path, column.name)) in new or getattr(setting, "compression", None)
            if above in parents and heir in old and not own and heir.path not in found:
                found.append(heir.path)
                waiting.append((heir.path[0], heir.path[1]))
    return found


def retyped_above(column: Column, old: Database, new: Database) -> bool:
    """Say whether the type of the same column of a table above changes, which changes this one's along."""
    table = Key("table", (column.schema, column.table))
    above, still = (getattr(side.facts.get(table), "inherits", ()) for side in (old, new))
    found = (replace(column, schema=path[0], table=path[1]) for path in above if path in still)
    return any(
        (parent.key in old and parent.key in new) or retyped_above(parent, old, new) for parent in found
    )


def attributes_move(column: Column, old: Database, new: Database, created: Collection[Key]) -> bool:
    """Say whether the column holds values of a composite type that is made anew with its attributes moved."""
    seen: set[Key] = set()
    waiting = [column.key]
    while waiting:
        found = {need for need in new.edges.get(waiting.pop(), ()) if need.kind in KINDS_OF_TYPES} - seen
        seen |= found
        waiting += found
    return any(
        isinstance(was := old.facts.get(key), CompositeType)
        and isinstance(now := new.facts[key], CompositeType)
        and key in created
        and not was.way_to(now).ordered
        for key in seen
    )


def referred_to(path: tuple[str, ...], side: Database) -> bool:
    """Say whether foreign keys refer to a table: the server keeps a part of each for every partition."""
    users = side.dependents.get(Key("table", path), ())
    return any(getattr(side.facts[key], "references", None) == path for key in users)


def holds_keys(index: Key, side: Database) -> bool:
    """Say whether parts of the index are partitions' keys."""
    parts = (side.facts[key] for key in side.dependents.get(index, ()))
    return any(part.kind == "constraint" and getattr(part, "part_of", None) == index.path for part in parts)


def made_of(path: tuple[str, ...], old: Database, new: Database) -> list[tuple[str, ...]]:
    """Give the tables that are made of a composite type before and after."""
    sides = (old, new)
    users = sorted(old.dependents.get(Key("composite_type", path), ()))
    stay = [key for key in users if all(getattr(side.facts.get(key), "of_type", None) for side in sides)]
    return [key.path for key in stay]


def holds_rows_made_anew(key: Key, old: Database, new: Database, created: Collection[Key]) -> bool:
    """Say whether a column that stays waits in another type for the table or type whose values it holds."""
    was, now = old.facts.get(key), new.facts.get(key)
    home = Key("table", key.path[:2])
    if key not in created or home in created or not (isinstance(was, Column) and isinstance(now, Column)):
        return False
    held = old.edges.get(key, frozenset()) & new.edges.get(key, frozenset()) - {home}
    return any(need.kind in _MADE_ANEW for need in held) and not (was.generated or now.generated)
