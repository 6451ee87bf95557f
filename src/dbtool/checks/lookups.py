"""What finds rows: indexes, and the keys whose indexes the server makes itself."""

from __future__ import annotations

from dataclasses import dataclass

from dbtool.checks.memo import per_database
from dbtool.checks.reading import Path, facts, said, table_at, unique_keys
from dbtool.definitions.printed import Element, index_parts
from dbtool.kinds.relations.index import Index
from dbtool.model.database import Database
from dbtool.model.key import Key

# As the server prints an element's order, the longest first.
_ORDERS = (" DESC NULLS LAST", " NULLS FIRST", " DESC")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Lookup:
    """An index, or the one behind a key.

    Shape: `keys` are the elements without their order, collation and operator class included; `needed` says
           that something else than queries wants it: the table's replica identity.
    """

    key: Key
    method: str
    elements: tuple[Element, ...]
    include: tuple[str, ...] = ()
    where: str | None = None
    unique: bool = False
    primary: bool = False
    constraint: bool = False
    nulls_not_distinct: bool = False
    needed: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The elements without their order."""
        return tuple(_without_order(element) for element in self.elements)

    @property
    def columns(self) -> tuple[str | None, ...]:
        """The raw names of the elements, None for an expression."""
        return tuple(element.column for element in self.elements)

    @property
    def title(self) -> str:
        """What a sentence calls it."""
        what = "the primary key" if self.primary else "the unique key" if self.constraint else "the index"
        return f"{what} {said(self.key.path[-1:])}"


@per_database
def lookups(database: Database) -> dict[Path, list[Lookup]]:
    """Give the indexes of each table, those of keys included, ordered by key."""
    found: dict[Path, list[Lookup]] = {}
    for constraint, parts in unique_keys(database):
        elements = tuple(Element(name, name, name, True) for name in parts.columns)
        found.setdefault((constraint.schema, constraint.table), []).append(
            Lookup(
                key=constraint.key,
                method="btree",
                elements=elements,
                include=parts.include,
                unique=True,
                primary=constraint.type == "primary key",
                constraint=True,
                nulls_not_distinct=parts.nulls_not_distinct,
            )
        )
    for index in facts(database, Index):
        if index.valid:
            found.setdefault((index.schema, index.table), []).append(_of_index(index, database))
    return found


def _of_index(index: Index, database: Database) -> Lookup:
    parts = index_parts(index.definition)
    table = table_at(database, (index.schema, index.table))
    return Lookup(
        key=index.key,
        method=parts.method,
        elements=parts.elements,
        include=parts.include,
        where=parts.where,
        unique=index.unique,
        nulls_not_distinct=parts.nulls_not_distinct,
        needed=table is not None and table.replica_identity == f"index {index.name}",
    )


def _without_order(element: Element) -> str:
    if element.plain:
        return element.column or element.expression
    return next(
        (element.text.removesuffix(order) for order in _ORDERS if element.text.endswith(order)), element.text
    )
