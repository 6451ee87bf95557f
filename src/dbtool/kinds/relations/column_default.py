"""Defaults of columns, of a view's too; NULL is that of a partition without one whose parent has one.

A kind of its own, so that a function or sequence that a default uses can be replaced around it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnDefault(Fact):
    """Defaults of columns."""

    kind: ClassVar[str] = "column_default"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "column")

    schema: str
    table: str
    column: str
    expression: Expr


def _parent(default: ColumnDefault) -> Key:
    return Key("column", (default.schema, default.table, default.column))


def _requires(default: ColumnDefault) -> Iterable[Key]:
    yield _parent(default)
    yield Key("view", (default.schema, default.table))


KIND = Kind(
    model=ColumnDefault,
    fields={
        "expression": ALTER,
    },
    source=__file__,
    found_in="pg_attrdef",
    requires=_requires,
    parent=_parent,
    folds=True,
)
