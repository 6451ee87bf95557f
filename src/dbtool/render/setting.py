"""What a template may ask about the database around its object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from dbtool.kinds import BY_NAME
from dbtool.kinds.inheritance import Lacked, lacked
from dbtool.kinds.places import left_to_children
from dbtool.kinds.refilling import Carried, Refill, refill, refilled
from dbtool.kinds.relations.base_type import BaseType, functions_of
from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.table import Table
from dbtool.model.database import EMPTY, Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.render.below import (
    attributes_move,
    compressed_alike,
    has_heirs,
    holds_keys,
    holds_rows_made_anew,
    made_of,
    referred_to,
    retyped_above,
)
from dbtool.render.casts import go_by_text
from dbtool.render.logging_order import logging_order


@dataclass(frozen=True)
class Setting:
    """What a template may ask about the database around its object.

    Shape: `created` and `dropped` hold the keys that the same plan makes and drops; `online` is False where
           nobody else uses the database (scratch), so that no statement needs to run concurrently.
    """

    old: Database = EMPTY
    new: Database = EMPTY
    created: frozenset[Key] = frozenset()
    dropped: frozenset[Key] = frozenset()
    version: int = 170000
    online: bool = True

    def has(self, kind: str, *path: str) -> bool:
        """Say whether the object is there, before or after."""
        return Key(kind, path) in self.new or Key(kind, path) in self.old

    def fact(self, kind: str, *path: str) -> Fact | None:
        """Give the object as it will be, else as it was."""
        return self.new.get(kind, *path) or self.old.get(kind, *path)

    def in_use(self, kind: str, *path: str) -> bool:
        """Say whether others may be using the object: it stood before, and the plan is not offline."""
        return self.online and Key(kind, path) not in self.created

    def makes(self, kind: str, *path: str) -> bool:
        """Say whether the plan makes the object, anew too."""
        return Key(kind, path) in self.created

    def apart_first(self, table: Table) -> bool:
        """Say whether foreign keys refer to what the table is a part of: it has to leave that to go."""
        above = table.partition_of
        while above and not referred_to(above, self.old):
            above = getattr(self.old.get("table", *above), "partition_of", None)
        return above is not None

    def holds_keys(self, index: Key) -> bool:
        """Say whether parts of the index are partitions' keys, which the server drops only when told."""
        return holds_keys(index, self.old)

    def partitioned(self, schema: str, name: str) -> bool:
        """Say whether the table has a partition key."""
        return getattr(self.fact("table", schema, name), "partition_by", None) is not None

    def has_heirs(self, schema: str, name: str) -> bool:
        """Say whether others inherit from the table, some perhaps only from this plan on."""
        table = Key("table", (schema, name))
        return any(has_heirs(table, side, self.version) for side in (self.old, self.new))

    def typed(self, schema: str, name: str) -> bool:
        """Say whether the table is and stays made of a composite type, so that its columns follow that."""
        sides = (self.old.get("table", schema, name), self.new.get("table", schema, name))
        return all(getattr(side, "of_type", None) for side in sides) and not self.makes("table", schema, name)

    def functions_of_type(self, type_: BaseType, side: Database) -> list[Fact]:
        """Give the functions that a base type is made with, as far as they are the database's own."""
        return [side.facts[key] for key in dict.fromkeys(functions_of(type_)) if key in side]

    def of_a_type(self, function: Key) -> bool:
        """Say whether the function belongs to a base type, with which it goes."""
        types = (fact for fact in self.old.of_kind("base_type") if isinstance(fact, BaseType))
        return any(function in functions_of(fact) for fact in types)

    def made_of(self, *path: str) -> list[tuple[str, ...]]:
        """Give the tables that are and stay made of a composite type."""
        return [table for table in made_of(path, self.old, self.new) if not self.makes("table", *table)]

    def compressed_alike(self, column: Column) -> list[tuple[str, ...]]:
        """Give the tables below that have from this one how the column is compressed."""
        return compressed_alike(column, self.old, self.new)

    def retyped_above(self, column: Column) -> bool:
        """Say whether a change of type reaches the column from a table that its own one inherits from."""
        return retyped_above(column, self.old, self.new)

    def waits(self, column: Fact) -> bool:
        """Say whether the column waits for the plan to make that anew whose rows or values it holds."""
        return holds_rows_made_anew(column.key, self.old, self.new, self.created)

    def attributes_move(self, column: Column) -> bool:
        """Say whether values in the column go over by names, since the attributes of their type move."""
        return attributes_move(column, self.old, self.new, self.created)

    def goes_by_names(self, carried: Carried) -> bool:
        """Say whether values go over to the new version of their table by the names in them."""
        old, new = carried.old, carried.new
        return carried.retyped and old.type == new.type and self.attributes_move(new)

    def by_text(self, old: str, new: str) -> bool:
        """Say whether a value of type `old` becomes one of type `new` only by its text."""
        return go_by_text(old, new, self.old, self.new, self.version)

    @cached_property
    def refilled(self) -> frozenset[Key]:
        """The tables that are made anew and keep their rows."""
        return refilled({key for key in self.created if key in self.old}, self.old, self.new)

    def refill(self, table: Key) -> Refill:
        """Give what goes over to such a table's new version."""
        return refill(table, self.old, self.new, self.created)

    def lacked(self, table: Table, parents: Iterable[tuple[str, ...]]) -> Lacked | None:
        """Give what these parents pass on and the table, which they are new to, has not got by then."""
        return lacked(table.key, parents, self.old, self.created | self.new.facts.keys())

    @cached_property
    def left_to_children(self) -> frozenset[Key]:
        """The columns that a table loses and a child of it keeps."""
        return frozenset(left_to_children(self.old, self.new, self.version))

    @cached_property
    def logging(self) -> tuple[tuple[str, ...], ...]:
        """The tables that cease to be logged or begin to be, in the order that foreign keys ask for."""
        return logging_order(self.old, self.new, self.created)

    @cached_property
    def timescaledb(self) -> tuple[int, int]:
        """The version of TimescaleDB that the plan ends with; where nobody has said it, a recent one."""
        version = getattr(self.new.get("extension", "timescaledb"), "version", None) or getattr(
            self.old.get("extension", "timescaledb"), "version", None
        )
        major, minor = (version or "2.29").split(".")[:2]
        return int(major), int(minor)

    @cached_property
    def new_paths(self) -> frozenset[tuple[str, ...]]:
        """The paths of relations that are there only from this plan on: nobody waits for a lock on them."""
        stood = {key.path for key in self.old if BY_NAME[key.kind].namespace == "relation"}
        made = {key.path for key in self.created if BY_NAME[key.kind].namespace == "relation"}
        return frozenset(made - stood)
