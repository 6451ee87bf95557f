"""What a row has to look like: types, columns, checks, partitions and chunks, read from the catalogs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import tuple_row

from dbtool.catalog.query import array, text_of
from dbtool.catalog.session import snapshot
from dbtool.rls.facts import Relation
from dbtool.rls.review import Review

_FOLDER = Path(__file__).with_name("catalog")


class Type(NamedTuple):
    """A type: `kind` is typtype; `base` of a domain, `element` of an array, `subtype` of a range, else 0."""

    oid: int
    name: str
    declared: str
    kind: str
    base: int
    typmod: int
    element: int
    subtype: int
    labels: Sequence[str]
    checks: Sequence[str]
    attributes: Sequence[int]


class Column(NamedTuple):
    """A column as a row's value has to fit it; `declared` is its type as the server prints it."""

    relation: int
    name: str
    type: int
    typmod: int
    declared: str
    not_null: bool
    has_default: bool
    generated: bool
    identity: bool
    serial: bool


class Condition(NamedTuple):
    """A condition that a row must not fail, and the columns that it reads."""

    columns: tuple[str, ...]
    expression: str


class Chunk(NamedTuple):
    """The newest chunk of a hypertable: the dimension's column and its range."""

    column: str
    first: str | None
    last: str | None


class Writable(NamedTuple):
    """What may be done through a view."""

    insert: bool
    update: bool
    delete: bool


class Arguments(NamedTuple):
    """What a call of a function has to pass: types, and names where they have some."""

    types: Sequence[int]
    names: Sequence[str]


@dataclass(frozen=True)
class Shapes:
    """What rows of the relations under review have to look like."""

    types: Mapping[int, Type]
    columns: Mapping[int, Sequence[Column]]
    conditions: Mapping[int, Sequence[Condition]]
    leaves: Mapping[int, Sequence[Condition]]
    writable: Mapping[int, Writable]
    arguments: Mapping[int, Arguments]
    pages: Mapping[int, int]
    chunks: Mapping[int, Chunk] = field(default_factory=dict)

    def base(self, oid: int) -> Type | None:
        """Give the type that a domain stands for in the end, or the type itself."""
        found = self.types.get(oid)
        while found is not None and found.base:
            found = self.types.get(found.base)
        return found

    def column(self, relation: Relation, name: str) -> Column | None:
        """Give a column by its name."""
        return next((each for each in self.columns.get(relation.oid, ()) if each.name == name), None)


def read_shapes(connection: Connection[Any], review: Review) -> Shapes:
    """Give the shapes of all relations in the snapshot, printed without regard to any search path."""
    access = review.access
    named = {
        "relations": array(access.relations),
        "functions": array(access.functions),
    }
    with snapshot(connection):
        # To print an expression the server looks at the table that it is about, and waits for its lock.
        connection.execute("SET LOCAL lock_timeout = '500ms'")
        checks = _ask(connection, "checks", named)
        columns: defaultdict[int, list[Column]] = defaultdict(list)
        for row in _ask(connection, "columns", named):
            columns[row[0]].append(Column(*row))
        chunks = {}
        if access.server.timescaledb is not None:
            found = dict(_ask(connection, "dimensions", {}))
            chunks = {oid: Chunk(name, None, None) for oid, name in found.items()}
            chunks |= {row[0]: Chunk(*row[1:]) for row in _ask(connection, "chunks", {})}
        return Shapes(
            types={row[0]: Type(*row) for row in _ask(connection, "types", named)},
            columns=columns,
            conditions=_conditions(checks),
            leaves=_leaves(checks),
            writable={row[0]: Writable(*row[1:]) for row in _ask(connection, "views", named)},
            arguments={row[0]: Arguments(*row[1:]) for row in _ask(connection, "arguments", named)},
            pages=dict(_ask(connection, "sizes", named)),
            chunks=chunks,
        )


def _leaves(rows: Iterable[Sequence[Any]]) -> Mapping[int, Sequence[Condition]]:
    """Give for each partitioned table what its leaves take."""
    found: defaultdict[int, list[Condition]] = defaultdict(list)
    for relation, sort, columns, expression in rows:
        if sort == "partition":
            found[relation].append(Condition(tuple(columns), expression))
    return found


def _conditions(rows: Iterable[Sequence[Any]]) -> Mapping[int, Sequence[Condition]]:
    """Give each relation's checks, and as one more that some partition takes the row."""
    found: defaultdict[int, list[Condition]] = defaultdict(list)
    leaves: defaultdict[int, list[str]] = defaultdict(list)
    keys: dict[int, tuple[str, ...]] = {}
    for relation, sort, columns, expression in rows:
        if sort == "check":
            found[relation].append(Condition(tuple(columns), expression))
        else:
            leaves[relation].append(expression)
            keys[relation] = tuple(columns)
    for relation, expressions in leaves.items():
        # With a default partition in it the condition is long and true of nearly everything.
        joined = " OR ".join(f"({each})" for each in expressions)
        found[relation].append(Condition(keys[relation], joined))
    return found


def _ask(connection: Connection[Any], name: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    query = text_of(_FOLDER / f"{name}.sql").encode()
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(query, parameters, prepare=False).fetchall()
