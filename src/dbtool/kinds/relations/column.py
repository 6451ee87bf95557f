"""Columns of tables.

Manages type, collation, NOT NULL, identity with its options, generation expression, storage, compression,
statistics target, attribute options and comment. The default is a kind of its own. `position` orders the
columns of a new table and is not compared: PostgreSQL cannot move a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, DISTURB, IGNORE, REPLACE, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Fact):
    """Columns of tables."""

    kind: ClassVar[str] = "column"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "name")

    schema: str
    table: str
    name: str
    position: int = 0
    type: Expr
    collation: tuple[str, ...] | None = None
    nullable: bool = True
    identity_generation: str | None = None
    identity_options: Mapping[str, str] = field(default_factory=dict)
    generated: Expr | None = None
    virtual: bool = False
    storage: str | None = None
    compression: str | None = None
    statistics: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    comment: str | None = None


def _parent(column: Column) -> Key:
    return Key("table", (column.schema, column.table))


def _takes(column: Column) -> Iterable[tuple[str, str, str]]:
    if column.identity_generation:
        yield "relation", column.schema, f"{column.table}_{column.name}_seq"


def _requires(column: Column) -> Iterable[Key]:
    yield _parent(column)


KIND = Kind(
    model=Column,
    fields={
        "position": IGNORE,
        "type": DISTURB,
        "collation": DISTURB,
        "nullable": ALTER,
        "identity_generation": ALTER,
        "identity_options": ALTER,
        "generated": REPLACE,
        "virtual": REPLACE,
        "storage": ALTER,
        "compression": ALTER,
        "statistics": ALTER,
        "options": ALTER,
        "comment": ALTER,
    },
    source=__file__,
    requires=_requires,
    parent=_parent,
    folds=True,
    takes=_takes,
    holds_data=True,
)
