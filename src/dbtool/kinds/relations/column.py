"""Columns of tables, foreign ones too.

Manages type, collation, NOT NULL, identity with its options, generation expression, storage, compression,
statistics target, attribute options, the options of a foreign table's column and comment. The default is a
kind of its own. `position` orders the columns of a new table and is not compared: PostgreSQL cannot move a
column. An ordinary column that becomes a generated one is made anew, and stands last; an expression is
changed in place from PostgreSQL 17 on. Values go over to a type that the old one has no cast to by their
text, and one that the new type does not read stops the change. Where a table is written anew, columns that
hold its rows wait meanwhile as jsonb. The sequence of an identity column is logged as its table is,
unless its options say otherwise (`unlogged`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
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
    fdw_options: Mapping[str, str] = field(default_factory=dict)
    comment: str | None = None

    def as_heirs_have_it(self) -> Column:
        """Give the column without what no other table inherits: its numbers, comment and statistics."""
        return replace(
            self, identity_generation=None, identity_options={}, statistics=None, options={}, comment=None
        )


def _parent(column: Column) -> Key:
    return Key("table", (column.schema, column.table))


def _takes(column: Column) -> Iterable[tuple[str, str, str]]:
    if column.identity_generation:
        usual = f"{column.table}_{column.name}_seq"
        yield "relation", column.schema, column.identity_options.get("name", usual)


def _must_replace(old: Column, new: Column) -> str | None:
    if new.generated and not old.generated:
        return "an ordinary column cannot become a generated one"
    if new.generated != old.generated and new.type != old.type:
        return "type and generation expression change together"
    if old.virtual and not new.generated:
        return "a virtual column has no values to keep"
    return None


def _rewrites(old: Column | None, new: Column) -> bool:
    if old is None:
        return bool(new.identity_generation or (new.generated and not new.virtual))
    return (old.type, old.collation) != (new.type, new.collation) or new.generated not in (
        None,
        old.generated,
    )


def _requires(column: Column) -> Iterable[Key]:
    yield _parent(column)


def _printed_once(column: Column) -> bool:
    return column.generated is None


KIND = Kind(
    model=Column,
    fields={
        "position": IGNORE,
        "type": DISTURB,
        "collation": DISTURB,
        "nullable": ALTER,
        "identity_generation": ALTER,
        "identity_options": ALTER,
        "generated": ALTER,
        "virtual": REPLACE,
        "storage": ALTER,
        "compression": ALTER,
        "statistics": ALTER,
        "options": ALTER,
        "fdw_options": ALTER,
        "comment": ALTER,
    },
    source=__file__,
    found_in="relations",
    printed_once=_printed_once,
    requires=_requires,
    parent=_parent,
    rewrites=_rewrites,
    must_replace=_must_replace,
    since={"generated": 170000},
    folds=True,
    takes=_takes,
    holds_data=True,
    renames="COLUMN",
)
