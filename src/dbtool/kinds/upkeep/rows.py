"""Reference rows of a table, found again by a key.

The rows are inserted, brought back to what is declared and, with `delete: true`, removed where they are not
declared. Columns that no row names are neither written nor compared. When the declaration goes, the rows
stay.

    rows:
      table: permissions
      key: [role, resource, action]
      rows:
        - {role: admin, resource: "*", action: "*"}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Fact):
    """Reference rows of a table.

    Shape: each of `rows` has one text or None for each of `columns`, as the server prints it; `key` are those
           of the columns that a unique constraint is on; `delete` removes rows that are not declared.
    """

    kind: ClassVar[str] = "rows"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    key_columns: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...] = ()
    delete: bool = False

    def __post_init__(self) -> None:
        # A table has no order.
        ordered = sorted(self.rows, key=lambda row: [(value is None, value or "") for value in row])
        object.__setattr__(self, "rows", tuple(ordered))


def _requires(rows: Rows) -> Iterable[Key]:
    yield Key("table", (rows.schema, rows.table))
    for column in rows.columns:
        yield Key("column", (rows.schema, rows.table, column))


KIND = Kind(
    model=Rows,
    fields={"key_columns": ALTER, "columns": ALTER, "rows": ALTER, "delete": ALTER},
    source=__file__,
    found_in="kept",
    requires=_requires,
)
