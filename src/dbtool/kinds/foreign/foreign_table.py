"""Foreign tables, partitions among them.

Manages options, owner and comment in place; another server, parent or bound replaces the table, which holds
no rows of its own. Columns, with their options, defaults, checks and triggers are kinds of their
own, as they are of tables. Nothing on scratch reads from one: the server it is on is not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignTable(Fact):
    """A foreign table."""

    kind: ClassVar[str] = "foreign_table"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    server: str
    options: Mapping[str, str] = field(default_factory=dict)
    partition_of: tuple[str, ...] | None = None
    bound: Expr | None = None
    inherits: tuple[tuple[str, ...], ...] = ()
    owner: str | None = None
    comment: str | None = None


def _takes(table: ForeignTable) -> Iterable[tuple[str, str, str]]:
    # Its rows are a type of the same name.
    yield "type", table.schema, table.name


def _requires(table: ForeignTable) -> Iterable[Key]:
    yield Key("schema", (table.schema,))
    yield Key("server", (table.server,))
    yield from _parents(table)


def _parents(table: ForeignTable) -> Iterable[Key]:
    for parent in (*table.inherits, *((table.partition_of,) if table.partition_of else ())):
        yield Key("table", parent)


def _parent(table: ForeignTable) -> Key | None:
    return Key("table", table.partition_of) if table.partition_of else None


KIND = Kind(
    model=ForeignTable,
    fields={
        "server": REPLACE,
        "options": ALTER,
        "partition_of": REPLACE,
        "bound": REPLACE,
        "inherits": REPLACE,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_foreign_table",
    requires=_requires,
    parent=_parent,
    copies=_parents,
    namespace="relation",
    takes=_takes,
    renames="FOREIGN TABLE",
    moves=True,
)
