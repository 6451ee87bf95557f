"""Tables: ordinary, partitioned and partitions.

Manages persistence, storage parameters, partition key and bound, inheritance, access method, tablespace,
replica identity, owner and comment. Columns, defaults, constraints, indexes and row security are kinds of
their own. A table becomes a partition, ceases to be one, and gets other parents or another type in place
where the server takes it as it is; what it lacks for a new parent comes by way of an empty one, so that it is
not the table's own. One that becomes partitioned or is so no longer, another partition key and
another type of a column in the key make it anew: the old version stands aside until its rows have gone over,
in the same transaction and under an exclusive lock. Rows that fit no partition stop that, and a default
partition takes them. The rows of foreign tables among its partitions stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.kinds.type_names import types_named
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key

_WORD = re.compile(r'"(?:[^"]|"")+"|[^\W\d][\w$]*')


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Fact):
    """Tables: ordinary, partitioned and partitions."""

    kind: ClassVar[str] = "table"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    unlogged: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    partition_by: Expr | None = None
    partition_of: tuple[str, ...] | None = None
    bound: Expr | None = None
    inherits: tuple[tuple[str, ...], ...] = ()
    of_type: Expr | None = None
    access_method: str | None = None
    tablespace: str | None = None
    replica_identity: str | None = None
    owner: str | None = None
    comment: str | None = None


def _takes(table: Table) -> Iterable[tuple[str, str, str]]:
    # Its rows are a type of the same name.
    yield "type", table.schema, table.name


def _requires(table: Table) -> Iterable[Key]:
    yield Key("schema", (table.schema,))
    yield from _parents(table)
    if table.of_type:
        yield from types_named(table.of_type, table.schema)


def _parents(table: Table) -> Iterable[Key]:
    for parent in (*table.inherits, *((table.partition_of,) if table.partition_of else ())):
        yield Key("table", parent)


def _parent(table: Table) -> Key | None:
    return Key("table", table.partition_of) if table.partition_of else None


def _fixed(table: Table) -> Iterable[Key]:
    # Names of functions and collations are among the words, and are no columns.
    for word in _WORD.findall(table.partition_by or ""):
        name = word[1:-1].replace('""', '"') if word.startswith('"') else word
        yield Key("column", (table.schema, table.name, name))


def _printed_once(table: Table) -> bool:
    return table.partition_by is None and table.bound is None


def _asks(old: Table, new: Table) -> Iterable[str]:
    if set(new.inherits) - set(old.inherits):
        return "column", "constraint"
    by_index = (new.replica_identity or "").startswith("index ")
    return ("column",) if by_index and new.replica_identity != old.replica_identity else ()


def _rewrites(old: Table | None, new: Table) -> bool:
    return old is not None and (
        old.unlogged != new.unlogged
        or (new.access_method is not None and old.access_method != new.access_method)
    )


def _frees(old: Table, new: Table) -> Iterable[str]:
    return ("column", "constraint") if set(old.inherits) - set(new.inherits) else ()


KIND = Kind(
    model=Table,
    fields={
        "unlogged": ALTER,
        "options": ALTER,
        "partition_by": REPLACE,
        "partition_of": REPLACE,
        "bound": ALTER,
        "inherits": ALTER,
        "of_type": REPLACE,
        "access_method": OPTIONAL,
        "tablespace": OPTIONAL,
        "replica_identity": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="relations",
    printed_once=_printed_once,
    requires=_requires,
    parent=_parent,
    fixed=_fixed,
    copies=_parents,
    asks=_asks,
    frees=_frees,
    rewrites=_rewrites,
    namespace="relation",
    takes=_takes,
    holds_data=True,
    renames="TABLE",
    moves=True,
)
