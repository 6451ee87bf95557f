"""Tables that are made anew and keep their rows: the old version stands aside until the new one has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dbtool.kinds import BY_NAME
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.composite_type import CompositeType
from dbtool.kinds.relations.table import Table
from dbtool.kinds.type_names import types_named
from dbtool.model.database import Database
from dbtool.model.fact import Expr
from dbtool.model.key import Key

_TABLE, _COLUMN = "table", "column"
# Whose rows are chunks.
_HYPERTABLE = "hypertable"
# Whose rows are elsewhere, and stay there.
_FOREIGN = "foreign_table"


@dataclass(frozen=True, slots=True)
class Carried:
    """A column that both versions of a table have; `retyped` with another type, or the same made anew."""

    name: str
    old: Column
    new: Column
    retyped: bool


@dataclass(frozen=True, slots=True)
class Refill:
    """What goes over from one version of a table to the next.

    Shape: `columns` in the order of the new version; `lost` are those that it has no place for; `partitions`
           are those of the old one, and theirs.
    """

    columns: tuple[Carried, ...]
    lost: tuple[str, ...]
    partitions: tuple[Key, ...]


def refilled(replaced: Collection[Key], old: Database, new: Database) -> frozenset[Key]:
    """Give those of the replaced tables whose rows go over; those of a partition go with its table's."""
    return frozenset(
        key
        for key in replaced
        if key.kind == _TABLE
        and key in old
        and key in new
        and old.parents.get(key) not in replaced
        and not any(part.kind == _HYPERTABLE for side in (old, new) for part in parts_of(key, side))
    )


def parts_of(table: Key, side: Database) -> set[Key]:
    """Give the table with all that goes along when it is dropped: its partitions, and theirs."""
    found, waiting = {table}, [table]
    while waiting:
        parts = side.children.get(waiting.pop(), ())
        found.update(parts)
        waiting += parts
    return found


def ready_for_rows(table: Key, side: Database) -> set[Key]:
    """Give what a new table needs before rows come: what stands in its CREATE, and its partitions.

    Foreign keys are looked at once all rows are there.
    """
    return {
        key
        for key in parts_of(table, side)
        if key.kind in (_TABLE, _FOREIGN)
        or (BY_NAME[key.kind].folds and BY_NAME[key.kind].points_at(side.facts[key]) is None)
    }


def goes_before(part: Key, side: Database) -> bool:
    """Say whether a part of the old version may go before its rows do: all but what they are made of."""
    column = side.facts[part]
    return part.kind != _TABLE and not (isinstance(column, Column) and column.generated is None)


def in_the_way(part: Key) -> bool:
    """Say whether a part of the old version does not stand aside with it but goes ahead.

    It has a schema of its own, or rows that must not be read through it.
    """
    return part.kind in ("statistics_object", _FOREIGN)


def refill(table: Key, old: Database, new: Database, made: Collection[Key]) -> Refill:
    """Give what goes over; `made` are the objects that the plan makes, types among them."""
    before, after = _columns(table.path, old), _columns(table.path, new)
    return Refill(
        columns=tuple(
            Carried(name, before[name], column, _retyped(before[name], column, made))
            for name, column in after.items()
            if name in before and column.generated is None
        ),
        lost=tuple(name for name, was in before.items() if name not in after and was.generated is None),
        partitions=tuple(sorted(key for key in parts_of(table, old) if key.kind == _TABLE and key != table)),
    )


def _retyped(old: Column, new: Column, made: Collection[Key]) -> bool:
    named = types_named(new.type.removesuffix("[]"), new.schema)
    return old.type != new.type or any(key in made for key in named)


def _columns(path: tuple[str, ...], side: Database) -> dict[str, Column]:
    """Give a table's columns by name, with those that it has from elsewhere."""
    table = side.get(_TABLE, *path)
    if not isinstance(table, Table):
        return {}
    if table.partition_of:
        return _columns(table.partition_of, side)
    found = {column.name: column for column in _of_type(table, side)}
    for parent in table.inherits:
        found |= _columns(parent, side)
    own = (side.facts[key] for key in side.children.get(table.key, ()) if key.kind == _COLUMN)
    columns = [fact for fact in own if isinstance(fact, Column)]
    return found | {column.name: column for column in sorted(columns, key=lambda column: column.position)}


def _of_type(table: Table, side: Database) -> Iterator[Column]:
    for key in types_named(table.of_type, table.schema) if table.of_type else ():
        of = side.facts.get(key)
        for attribute in of.attributes if isinstance(of, CompositeType) else ():
            yield Column(schema=table.schema, table=table.name, name=attribute[0], type=Expr(attribute[1]))
