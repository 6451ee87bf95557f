"""Tables of publications, each with the columns and rows that are sent.

`columns` are all of the table's where none is named. Other columns or another row filter take the table out
of the publication and put it in again, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationTable(Fact):
    """One table of a publication; `where` says which of its rows are sent."""

    kind: ClassVar[str] = "publication_table"
    identity: ClassVar[tuple[str, ...]] = ("publication", "schema", "table")

    publication: str
    schema: str
    table: str
    columns: tuple[str, ...] = ()
    where: Expr | None = None


def _parent(table: PublicationTable) -> Key:
    return Key("publication", (table.publication,))


def _requires(table: PublicationTable) -> Iterable[Key]:
    yield _parent(table)
    yield Key("table", (table.schema, table.table))
    for column in table.columns:
        yield Key("column", (table.schema, table.table, column))


KIND = Kind(
    model=PublicationTable,
    fields={
        "columns": REPLACE,
        "where": REPLACE,
    },
    source=__file__,
    found_in="pg_publication",
    requires=_requires,
    parent=_parent,
    steps_aside=always,
)
