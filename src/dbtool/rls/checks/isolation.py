"""By what each relation of tenants is isolated, as far as the catalogs say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from dbtool.rls.checks.subjects import reading
from dbtool.rls.facts import Relation
from dbtool.rls.results import Isolation
from dbtool.rls.review import Review


def isolations(review: Review) -> Iterator[Isolation]:
    """Give the relations of tenants, and those that are declared to be everyone's, in the catalog's order."""
    for relation in review.access.relations.values():
        meant = review.meant(relation)
        if meant is not None and meant.shared:
            yield Isolation(relation.title, "shared", "static")
        elif review.is_tenant(relation):
            yield Isolation(relation.title, _kind(review, relation), "static")


def _kind(review: Review, relation: Relation) -> Literal["rls", "view", "none", "unreachable"]:
    if review.by_view(relation) is not None:
        return "view"
    if not reading(review, relation):
        return "unreachable"
    return "rls" if relation.row_security else "none"
