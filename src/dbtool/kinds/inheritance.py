"""What a table has for itself before it gets a parent and after it lost one: columns, defaults, checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from dbtool.kinds.relations.column import Column
from dbtool.model.database import Database
from dbtool.model.key import Key

_TABLES = ("table", "foreign_table")


def with_parts_of_new_parents(old: Database, new: Database) -> Database:
    """Give `new` with what tables of both sides have from parents that they only get, as their own.

    Shape: the very same object where no table gets a parent. The table needs these parts, not they the table:
           they are there before it gets the parent. With the sides exchanged it gives what the table keeps
           of parents that it loses.
    """
    facts, edges, parents = dict(new.facts), dict(new.edges), dict(new.parents)
    for table in [key for key in new if key.kind == "table" and key in old]:
        above = set(_above(table, new))
        gained = above - set(_above(table, old))
        # What another parent passes on as well is not the table's own.
        others = {(part.kind, part.path[2:]) for part in (_passed_on(above - gained, new) if gained else ())}
        for part in _passed_on(gained, new):
            own = Key(part.kind, (*table.path, *part.path[2:]))
            if own not in facts and (part.kind, part.path[2:]) not in others:
                fact: Any = new.facts[part]
                fact = fact.as_heirs_have_it() if isinstance(fact, Column) else fact
                facts[own] = replace(fact, schema=table.path[0], table=table.path[1])
                edges[own] = frozenset(need for need in new.edges[part] if need.path[:2] != part.path[:2])
                parents[own] = table if part.kind != "column_default" else Key("column", own.path)
                edges[table] |= {own}
    if len(facts) == len(new.facts):
        return new
    return replace(new, facts=facts, edges=edges, parents=parents)


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


def is_inherited(constraint: Any) -> bool:
    """Say whether children inherit the constraint."""
    return bool(constraint.type == "check" and not constraint.definition.endswith("NO INHERIT"))
