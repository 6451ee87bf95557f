"""What is seeded, in which order, and which columns hold the tenant or the principal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from dbtool.rls.facts import ForeignKey, Relation
from dbtool.rls.review import Review

Whose = Literal["tenant", "principal"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What to seed.

    Shape: `relations` are parents before children, as far as foreign keys allow it; `pins` are by relation
           the columns that hold the tenant or the principal; `of_tenants` the relations of which each
           tenant gets rows of its own.
    """

    relations: Sequence[Relation]
    pins: Mapping[int, Mapping[str, Whose]]
    of_tenants: frozenset[int]


def plan(review: Review) -> Plan:
    """Give what to seed: relations with tenants' rows, and what these point at."""
    members = _members(review)
    ordered = _ordered(review, members)
    pins = _pins(review, ordered)
    tenanted = set(pins)
    for relation in ordered:
        if any(key.parent in tenanted for key in review.access.keys_of(relation)):
            tenanted.add(relation.oid)
    return Plan(ordered, pins, frozenset(tenanted))


def root(review: Review, relation: Relation) -> Relation:
    """Give the table by which rows come to a partition, or the relation itself."""
    for oid in relation.parents:
        parent = review.access.relations.get(oid)
        if parent is not None and parent.kind == "partitioned":
            return root(review, parent)
    return relation


def _members(review: Review) -> dict[int, Relation]:
    relations = review.access.relations
    found = {
        each.oid: each
        for each in review.tenant_relations
        if each.kind in ("table", "partitioned") and root(review, each) is each
    }
    for aggregate in review.access.aggregates.values():
        # Rows put right into its materialization stand for what a refresh would have brought there.
        kept, axis = relations.get(aggregate.materialization), review.axes.get(aggregate.source)
        if kept is not None and axis is not None and not axis.over and kept.column(axis.column):
            found[kept.oid] = kept
    waiting = list(found.values())
    while waiting:
        for key in review.access.keys_of(waiting.pop()):
            parent = relations.get(key.parent)
            if parent is not None and parent.oid not in found and parent.kind in ("table", "partitioned"):
                found[parent.oid] = parent
                waiting.append(parent)
    return found


def _ordered(review: Review, members: Mapping[int, Relation]) -> Sequence[Relation]:
    """Give parents before children; of a cycle, a key that may be NULL or wait is left aside."""
    needs = {
        oid: [key for key in review.access.keys_of(relation) if key.parent != oid and key.parent in members]
        for oid, relation in sorted(members.items())
    }
    left: set[ForeignKey] = set()
    while True:
        graph = {oid: {key.parent for key in keys if key not in left} for oid, keys in needs.items()}
        try:
            return [members[oid] for oid in TopologicalSorter(graph).static_order()]
        except CycleError as error:
            circle = set(error.args[1])
            inside = [key for oid in circle for key in needs[oid] if key.parent in circle and key not in left]
            left.add(min(inside, key=lambda key: (not _may_wait(members[key.child], key), key.name)))


def _may_wait(child: Relation, key: ForeignKey) -> bool:
    return key.deferrable or not any(
        (column := child.column(name)) is not None and column.not_null for name in key.child_columns
    )


def _pins(review: Review, ordered: Sequence[Relation]) -> Mapping[int, Mapping[str, Whose]]:
    tenancy = review.tenancy
    found: dict[int, dict[str, Whose]] = {}
    for relation in ordered:
        axis = review.axes.get(relation.oid)
        own = found.setdefault(relation.oid, {})
        if axis is not None and not axis.over:
            own[axis.column] = "principal" if axis.principal else "tenant"
        if tenancy.membership is not None and relation.path == tenancy.membership.table:
            own[tenancy.membership.principal] = "principal"
            own[tenancy.membership.tenant] = "tenant"
        who = tenancy.principal.column if tenancy.principal else None
        if who is not None and relation.column(who) is not None and axis is not None:
            own.setdefault(who, "principal")
    for aggregate in review.access.aggregates.values():
        axis = review.axes.get(aggregate.source)
        if aggregate.materialization in found and axis is not None:
            found[aggregate.materialization][axis.column] = "tenant"
    _pass_on(review, ordered, found)
    return {oid: columns for oid, columns in found.items() if columns}


def _pass_on(review: Review, ordered: Sequence[Relation], found: dict[int, dict[str, Whose]]) -> None:
    """Pin what a pinned column refers to, from children to parents."""
    for relation in reversed(ordered):
        for key in review.access.keys_of(relation):
            for child, parent in zip(key.child_columns, key.parent_columns, strict=True):
                whose = found[relation.oid].get(child)
                if whose is not None and key.parent in found:
                    found[key.parent].setdefault(parent, whose)
