"""Tables: ordinary, partitioned and partitions.

Manages persistence, storage parameters, partition key and bound, inheritance, access method, tablespace,
replica identity, owner and comment. Columns, defaults, constraints, indexes and row security are kinds of
their own. Another partition key or parent replaces the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.kinds.type_names import types_named
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


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
    if table.partition_of:
        yield Key("table", table.partition_of)
    for parent in table.inherits:
        yield Key("table", parent)
    if table.of_type:
        yield from types_named(table.of_type, table.schema)


def _parent(table: Table) -> Key | None:
    return Key("table", table.partition_of) if table.partition_of else None


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
    requires=_requires,
    parent=_parent,
    namespace="relation",
    takes=_takes,
    holds_data=True,
)
