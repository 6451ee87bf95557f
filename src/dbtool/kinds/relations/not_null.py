"""NOT NULL constraints that say more than NOT NULL, from PostgreSQL 18 on.

That a column takes no NULL is a field of the column. What the constraint has beside that is managed here: a
name that is not the server's choice (table_column_not_null), NOT VALID, NO INHERIT and a comment, all changed
in place. Before PostgreSQL 18 the server accepts such a name and forgets it, and refuses the others. The name
of a constraint that a child or partition has from its parent is ignored: nothing can change it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNull(Fact):
    """What the NOT NULL of one column has beside itself; `name` is None where it is the server's choice."""

    kind: ClassVar[str] = "not_null"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "column")

    schema: str
    table: str
    column: str
    name: str | None = None
    validated: bool = True
    no_inherit: bool = False
    comment: str | None = None


def _parent(constraint: NotNull) -> Key:
    return Key("table", (constraint.schema, constraint.table))


def _requires(constraint: NotNull) -> Iterable[Key]:
    yield _parent(constraint)
    # The column's own, or what a child says of one that it has from its parent.
    yield Key("column", (constraint.schema, constraint.table, constraint.column))
    yield Key("column_setting", (constraint.schema, constraint.table, constraint.column))


KIND = Kind(
    model=NotNull,
    fields={
        "name": ALTER,
        "validated": ALTER,
        "no_inherit": ALTER,
        "comment": ALTER,
    },
    source=__file__,
    found_in="relations",
    requires=_requires,
    parent=_parent,
)
