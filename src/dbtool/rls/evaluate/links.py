"""Which columns hold a tenant or a principal because foreign keys link them with one that does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from dbtool.rls.evaluate.parties import Part
from dbtool.rls.facts import ForeignKey, Relation
from dbtool.rls.review import Review

Place = tuple[int, str]


class Links:
    """The columns of all relations by what they hold."""

    def __init__(self, review: Review) -> None:
        self._review = review

    def part(self, relation: Relation, column: str) -> Part | None:
        """Say whether a column holds a tenant or a principal; None for neither."""
        return self._parts.get((relation.oid, column))

    def key_of(self, relation: Relation, column: str) -> ForeignKey | None:
        """Give the foreign key that a column is part of."""
        keys = self._review.access.keys_of(relation)
        return next((key for key in keys if column in key.child_columns), None)

    @cached_property
    def _parts(self) -> Mapping[Place, Part]:
        linked: defaultdict[Place, set[Place]] = defaultdict(set)
        for key in self._review.access.foreign_keys:
            for child, parent in zip(key.child_columns, key.parent_columns, strict=True):
                linked[key.child, child].add((key.parent, parent))
                linked[key.parent, parent].add((key.child, child))
        found: dict[Place, Part] = {}
        for start, part in self._known():
            waiting = [start]
            while waiting:
                place = waiting.pop()
                if place not in found:
                    found[place] = part
                    waiting.extend(linked[place])
        return found

    def _known(self) -> Iterator[tuple[Place, Part]]:
        """Give the columns of which it is declared, or was found out by the axes."""
        tenancy, access = self._review.tenancy, self._review.access
        membership = tenancy.membership
        table = membership and access.relation(membership.table)
        if membership and table:
            yield (table.oid, membership.principal), "principal"
            yield (table.oid, membership.tenant), "tenant"
        column = tenancy.principal.column if tenancy.principal else None
        for relation in access.relations.values() if column else ():
            if relation.column(column or ""):
                yield (relation.oid, column or ""), "principal"
        for oid, axis in self._review.axes.items():
            if not axis.principal:
                yield (axis.over[-1].parent if axis.over else oid, axis.column), "tenant"
