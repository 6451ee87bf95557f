"""What templates ask about tables: their heirs, their type, their keys, and whose rows their columns hold."""

from __future__ import annotations

from collections.abc import Collection

from dbtool.kinds.relations.column import Column
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
    others = [need for need in old.edges.get(key, ()) if need.kind in _MADE_ANEW and need != home]
    return bool(others) and was.type == now.type and not (was.generated or now.generated)
