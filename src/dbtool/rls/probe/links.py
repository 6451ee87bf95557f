"""What rows point at: the tenant's own rows of other relations, or those that are everybody's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dbtool.rls.facts import ForeignKey, Relation
from dbtool.rls.probe import values
from dbtool.rls.probe.shapes import Shapes
from dbtool.rls.probe.statements import Values
from dbtool.rls.review import Review

Tenant = Literal["A", "B", "S"]
FIRST = 10


class Unseedable(Exception):
    """A row that cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the server has it; `existing` ones were there before and are never touched."""

    values: Values
    existing: bool = False


class Links:
    """Gives the columns of foreign keys; `rows` are those that are there already, by relation and tenant.

    Shape: the tenant "S" stands for rows that belong to no tenant.
    """

    def __init__(self, review: Review, shapes: Shapes, rows: Mapping[tuple[int, Tenant], list[Row]]) -> None:
        self._review, self._shapes, self._rows = review, shapes, rows

    def of(self, relation: Relation, tenant: Tenant, place: int) -> dict[str, str | None]:
        """Give the columns of foreign keys: of the tenant's first rows, or NULL where there are none."""
        found: dict[str, str | None] = {}
        for key in self._review.access.keys_of(relation):
            if key.parent == relation.oid:
                found |= {name: None for name in key.child_columns if not self._needed(relation, name)}
                continue
            parents = self._rows.get((key.parent, tenant)) or self._rows.get((key.parent, "S"))
            if parents:
                own = set(key.child_columns) in [
                    set(index.columns) for index in self._review.access.indexes_of(relation) if index.unique
                ]
                row = parents[place % len(parents) if own else 0].values
                pairs = zip(key.child_columns, key.parent_columns, strict=True)
                found |= {child: row.get(parent) for child, parent in pairs if found.get(child) is None}
            else:
                found |= self._ahead(relation, key)
        return found

    def _ahead(self, relation: Relation, key: ForeignKey) -> dict[str, str | None]:
        """Give a key whose row comes later, or never: NULL where that may be, else what it will be."""
        parent = self._review.access.relations.get(key.parent)
        if not any(self._needed(relation, name) for name in key.child_columns):
            return dict.fromkeys(key.child_columns)
        if parent is not None and not key.deferrable:
            raise Unseedable(f"what {key.name} points at has no row")
        found: dict[str, str | None] = {}
        for child, name in zip(key.child_columns, key.parent_columns, strict=True):
            # A parent outside of what is looked at is left to a row that no constraint is asked for.
            column = self._shapes.column(parent, name) if parent else self._shapes.column(relation, child)
            found[child] = column and values.value(self._shapes, column.type, column.typmod, FIRST, key=True)
        return found

    def _needed(self, relation: Relation, name: str) -> bool:
        column = self._shapes.column(relation, name)
        return column is not None and column.not_null

    def close(self, relation: Relation, found: dict[str, str | None]) -> None:
        """Let a row that has to point at one of its own relation point at itself."""
        for key in self._review.access.keys_of(relation):
            if key.parent == relation.oid:
                for child, parent in zip(key.child_columns, key.parent_columns, strict=True):
                    if self._needed(relation, child):
                        found[child] = found.get(parent)
