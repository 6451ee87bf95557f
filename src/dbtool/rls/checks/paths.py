"""The ways to tenants' rows that lead over a view, with the rights under which each is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dbtool.rls.checks.filtering import unfiltered
from dbtool.rls.checks.subjects import tenant_ancestor
from dbtool.rls.facts import Relation
from dbtool.rls.review import Review


class Way(NamedTuple):
    """A tenants' relation behind a view.

    Shape: `user` is whose rights count, None for who asks; `filtered` says that some view on the way compares
           with who asks.
    """

    relation: Relation
    user: str | None
    filtered: bool


def ways(review: Review, view: Relation) -> Iterator[Way]:
    """Give the tenants' relations, materialized views and aggregates over them, that a view reads.

    A view with `security_invoker` reads what it names as who asks, also below a view of another owner.
    """
    yield from _ways(review, view, filtered=False, seen=frozenset())


def _ways(review: Review, view: Relation, *, filtered: bool, seen: frozenset[int]) -> Iterator[Way]:
    free = unfiltered(review, view)
    user = None if view.has_option("security_invoker") else view.owner
    for relation in read_by(review, view):
        if relation.oid in seen:
            continue
        if relation.kind == "view" and relation.oid not in review.access.aggregates:
            held = filtered or relation.oid not in free
            yield from _ways(review, relation, filtered=held, seen=seen | {view.oid})
        elif holds_tenants(review, relation):
            yield Way(relation, user, filtered or relation.oid not in free)


def read_by(review: Review, view: Relation) -> list[Relation]:
    """Give the relations that a view, or a materialized view, names."""
    oids = dict.fromkeys(
        use.used for use in review.access.used_by("view", view.oid) if use.used_kind == "relation"
    )
    return [review.access.relations[oid] for oid in oids if oid in review.access.relations]


def holds_tenants(review: Review, relation: Relation) -> bool:
    """Say whether there are tenants' rows in a relation: its own, or copied from one that has such."""
    meant = review.meant(relation)
    if meant is not None and meant.shared:
        return False
    if review.is_tenant(relation) or tenant_ancestor(review, relation) is not None:
        return True
    aggregate = review.access.aggregates.get(relation.oid)
    if aggregate is not None:
        source = review.access.relations.get(aggregate.source)
        return source is not None and (holds_tenants(review, source) or _materialized_tenants(review, source))
    if relation.kind == "materialized":
        return any(
            holds_tenants(review, source)
            or (source.kind == "view" and any(True for _ in ways(review, source)))
            for source in read_by(review, relation)
        )
    return False


def _materialized_tenants(review: Review, source: Relation) -> bool:
    """Say whether an aggregate over an aggregate reads tenants' rows in the end."""
    below = [
        review.access.relations[oid]
        for oid, aggregate in review.access.aggregates.items()
        if aggregate.materialization == source.oid and oid in review.access.relations
    ]
    return any(holds_tenants(review, view) for view in below)
