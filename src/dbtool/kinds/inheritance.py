"""What tables have for themselves and what they have from parents: columns, defaults, checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dbtool.kinds.relations.column import Column
from dbtool.kinds.relations.column_default import ColumnDefault
from dbtool.kinds.relations.column_setting import ColumnSetting
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident

_TABLES = ("table", "foreign_table")
_NO_DEFAULT = "NULL"
# Types of values of any length whose storage is not `extended` unless told otherwise.
_KEPT_IN_LINE = ("numeric", "inet", "cidr")


@dataclass(frozen=True, slots=True)
class Lacked:
    """What a table has to get before it can inherit: columns, each with its default, and checks."""

    columns: tuple[tuple[Column, ColumnDefault | None], ...]
    checks: tuple[Fact, ...]


def with_parts_of_new_parents(old: Database, new: Database) -> Database:
    """Give `new` with what tables of both sides have from parents that they only get, as their own.

    Shape: the very same object where no table gets a parent. The table needs these parts, not they the table:
           they are there before it gets the parent. With the sides exchanged it gives what the table keeps
           of parents that it loses.
    """
    own = _Own(new)
    for table in [key for key in new if key.kind == "table" and key in old]:
        above = set(_above(table, new))
        gained = above - set(_above(table, old))
        # What another parent passes on as well is not the table's own.
        others = {(part.kind, part.path[2:]) for part in (_passed_on(above - gained, new) if gained else ())}
        for part in _passed_on(gained, new):
            if (part.kind, part.path[2:]) not in others:
                own.add(part, table, needed=True)
    return own.database()


def with_parts_kept(old: Database, new: Database) -> Database:
    """Give `new` with what tables have there from a parent alone, but have for themselves in `old`, as their
    own: no statement makes it cease to be, as long as they keep the parent.

    Shape: the very same object where there is nothing of the sort.
    """
    own = _Own(new)
    for table in [key for key in old if key.kind in _TABLES and key in new]:
        kept = set(_above(table, old)) & set(_above(table, new))
        for part in _passed_on(kept, new) if kept else ():
            if Key(part.kind, (*table.path, *part.path[2:])) in old and part.kind != "column_default":
                own.add(part, table)
    return own.database()


def parts_had(table: Key, side: Database) -> Iterator[Key]:
    """Give what a table has for itself, and the columns, defaults and checks that it has from above."""
    yield from side.children.get(table, ())
    yield from _passed_on(_above(table, side), side)


def lacked(
    table: Key, parents: Iterable[tuple[str, ...]], side: Database, owned: Collection[Key]
) -> Lacked | None:
    """Give what these parents pass on and the table has not got, None where that is nothing.

    Shape: facts are the parents'. What the table gets for itself (`owned`) is not among them, nor are
           identity columns, which number the rows that are there.
    """
    has = {(part.kind, part.path[2:]) for part in parts_had(table, side)}
    columns: dict[str, tuple[Column, ColumnDefault | None]] = {}
    checks: dict[str, Fact] = {}
    for parent in (key for path in parents if (key := Key("table", path)) in side):
        for part in _passed_on([parent], side):
            own, name = Key(part.kind, (*table.path, *part.path[2:])), part.path[-1]
            if (part.kind, part.path[2:]) in has or own in owned or part.kind == "column_default":
                continue
            if part.kind == "constraint":
                checks.setdefault(name, side.facts[part])
            elif (column := column_of(parent, name, side)) and not column.identity_generation:
                columns.setdefault(name, (column, _default(parent, name, side)))
    return Lacked(tuple(columns.values()), tuple(checks.values())) if columns or checks else None


def is_inherited(constraint: Any) -> bool:
    """Say whether children inherit the constraint."""
    return bool(constraint.type == "check" and not constraint.definition.endswith("NO INHERIT"))


class _Own:
    """A database in which tables get for themselves what they have from parents."""

    def __init__(self, side: Database) -> None:
        self._side = side
        self._facts: dict[Key, Fact] = {}
        self._gone: set[Key] = set()
        self._edges: dict[Key, frozenset[Key]] = {}
        self._parents: dict[Key, Key] = {}

    def add(self, part: Key, table: Key, *, needed: bool = False) -> None:
        """Take the part from above, unless the table has one of its own; `needed` by the table itself."""
        own = Key(part.kind, (*table.path, *part.path[2:]))
        if own in self._side or own in self._facts or part.kind == "column_default":
            return
        if part.kind == "column":
            self._add_column(own, part, table, needed)
        else:
            fact: Any = self._side.facts[part]
            self._put(replace(fact, schema=table.path[0], table=table.path[1]), part, table, needed, table)

    def _add_column(self, own: Key, part: Key, table: Key, needed: bool) -> None:
        column = column_of(table, own.path[2], self._side)
        if column is None:
            return
        self._put(column, part, table, needed, table)
        self._gone.add(Key("column_setting", own.path))
        found = _default(table, own.path[2], self._side)
        key = Key("column_default", own.path)
        if found is None:
            self._gone.add(key)
        elif found.key == key:
            self._parents[key] = own
            self._edges[key] = self._side.edges[key] | {own}
        else:
            self._put(replace(found, schema=own.path[0], table=own.path[1]), found.key, table, needed, own)

    def _put(self, fact: Fact, source: Key, table: Key, needed: bool, parent: Key) -> None:
        self._facts[fact.key], self._parents[fact.key] = fact, parent
        elsewhere = {need for need in self._side.edges[source] if need.path[:2] != source.path[:2]}
        self._edges[fact.key] = frozenset(elsewhere | (set() if needed else {parent}))
        if needed:
            self._edges[table] = self._edges.get(table, self._side.edges[table]) | {fact.key}

    def database(self) -> Database:
        """Give the database with all that was added; the very same one if that is nothing."""
        if not self._facts:
            return self._side
        gone = self._gone & self._side.facts.keys()
        edges = {**self._side.edges, **self._edges}
        facts = {**self._side.facts, **self._facts}
        parents = {**self._side.parents, **self._parents}
        return replace(
            self._side,
            facts={key: fact for key, fact in facts.items() if key not in gone},
            edges={key: needs - gone for key, needs in edges.items() if key not in gone},
            parents={k: above for k, above in parents.items() if k not in gone and above not in gone},
        )


def _above(table: Key, side: Database) -> Iterator[Key]:
    for path in getattr(side.facts[table], "inherits", ()):
        yield from (Key(kind, path) for kind in _TABLES if Key(kind, path) in side)


def _passed_on(tables: Iterable[Key], side: Database) -> Iterator[Key]:
    """Give what children have from these tables, and from what stands above them, the nearest first."""
    for table in sorted(tables):
        for part in side.children.get(table, ()):
            if part.kind == "column":
                yield part
                yield from (key for key in side.children.get(part, ()) if key.kind == "column_default")
            elif part.kind == "constraint" and is_inherited(side.facts[part]):
                yield part
        yield from _passed_on(_above(table, side), side)


def column_of(table: Key, name: str, side: Database) -> Column | None:
    """Give the column of that name as the table has it, for itself or from above."""
    own = side.get("column", *table.path, name)
    if isinstance(own, Column):
        return own
    for parent in _above(table, side):
        found = column_of(parent, name, side)
        if found is not None:
            column = replace(found.as_heirs_have_it(), schema=table.path[0], table=table.path[1])
            setting = side.get("column_setting", *table.path, name)
            column = _with_setting(column, setting) if isinstance(setting, ColumnSetting) else column
            return replace(column, nullable=False) if _in_primary_key(table, name, side) else column
    return None


def _with_setting(column: Column, setting: ColumnSetting) -> Column:
    usual = "main" if column.type.partition("(")[0] in _KEPT_IN_LINE else "extended"
    storage = None if setting.storage == usual else setting.storage
    compression = None if setting.compression == "default" else setting.compression
    return replace(
        column,
        nullable=column.nullable and setting.nullable,
        generated=setting.generated or column.generated,
        storage=storage if setting.storage else column.storage,
        compression=compression if setting.compression else column.compression,
        statistics=setting.statistics,
        options=setting.options,
        comment=setting.comment,
    )


def _in_primary_key(table: Key, name: str, side: Database) -> bool:
    keys: Any = (side.facts[part] for part in side.children.get(table, ()) if part.kind == "constraint")
    return any(
        ident(name) in key.definition.partition("(")[2].partition(")")[0].split(", ")
        for key in keys
        if key.type == "primary key"
    )


def _default(table: Key, name: str, side: Database) -> ColumnDefault | None:
    """Give the default of the column of that name, from wherever the table has it."""
    found = side.get("column_default", *table.path, name)
    if isinstance(found, ColumnDefault):
        return None if found.expression == _NO_DEFAULT else found
    if Key("column", (*table.path, name)) in side:
        return None
    above = (_default(parent, name, side) for parent in _above(table, side))
    return next((default for default in above if default is not None), None)
