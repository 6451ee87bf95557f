"""Policies that read other relations for each row, or are several where one would do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.checks.base import check, name, policy_sql, seen
from dbtool.rls.checks.speed import slow, weight
from dbtool.rls.checks.subjects import applied
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Finding
from dbtool.rls.predicate import Predicate
from dbtool.rls.review import READ_WRITE, Review
from dbtool.rls.tree import Place

# How far above a column its comparison may stand: over a cast.
_NEAR = 2


def _row_by_row(review: Review) -> Iterator[Finding]:
    """A policy runs a sub-select for each row.

    A correlated sub-select whose column leads no index of the inner relation reads that relation once for
    each row of the outer one. One that compares with the outer row otherwise than by `=` is never hashed, and
    is a note where there is an index.

    Write it as `tenant_id IN (SELECT …)`, which is computed once, or make the index.
    """
    for each in applied(review):
        for place in each.predicate.places:
            if place.node.tag != "SUBLINK" or place.queries:
                continue
            inner = _correlation(each.predicate, place)
            if inner is None:
                continue
            relation, columns = inner
            indexes = review.access.indexes_of(relation)
            indexed = any(index.columns[0] in columns for index in indexes if index.columns)
            if indexed and _by_equality(each.predicate, place):
                continue
            yield slow(
                each,
                "RLS304",
                "info" if indexed else weight(each.relation),
                f"policy {each.policy.name} reads {relation.title} for each row",
                "it compares with the row in another way than by ="
                if indexed
                else f"no index of {relation.title} leads with {listed(sorted(columns))}",
                f"write it as … IN (SELECT …) in ALTER POLICY {policy_sql(each.policy, each.relation)}"
                if indexed
                else f"CREATE INDEX CONCURRENTLY ON {name(relation)} ({ident(sorted(columns)[0])});",
            )
            break


def _by_equality(predicate: Predicate, link: Place) -> bool:
    """Say whether a sub-select names the outer row in comparisons by `=` alone, so that it can be hashed."""
    return all(
        any(predicate.operator(node) == "=" for node in below.above[-_NEAR:])
        for below in predicate.within(link)
        if below.queries
        and below.node.tag == "VAR"
        and below.node.number("varlevelsup") == len(below.queries)
        and below.above[-1].tag != "SUBLINK"
    )


def _correlation(predicate: Predicate, link: Place) -> tuple[Relation, set[str]] | None:
    """Give the inner relation of a correlated sub-select with its columns that are compared."""
    inside = [below for below in predicate.within(link) if below.queries]
    outer = [
        below
        for below in inside
        if below.node.tag == "VAR" and below.node.number("varlevelsup") == len(below.queries)
    ]
    if not outer:
        return None
    named = [
        found
        for below in inside
        if below.node.tag == "VAR"
        and below.above
        and below.above[-1].tag == "OPEXPR"
        and (found := predicate.column_of(below, below.node)) is not None
        and found[0] != predicate.relation.oid
    ]
    relation = predicate.access.relations.get(named[0][0]) if named else None
    return None if relation is None else (relation, {column for oid, column in named if oid == relation.oid})


def _several(review: Review) -> Iterator[Finding]:
    """Several permissive policies are asked for the same role and command.

    Each is computed for every row, and the widest decides.

    Write one policy.
    """
    for relation in review.tenant_relations:
        groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for role in review.app_roles:
            for command in READ_WRITE:
                if review.reach.may(role, relation, command) and review.reach.bound(role, relation):
                    permissive, _ = review.reach.policies(role, relation, command)
                    if len(permissive) > 1:
                        groups[tuple(policy.name for policy in permissive)].append(
                            f"{role} {command.upper()}"
                        )
        for policies, whom in groups.items():
            yield Finding(
                id="RLS305",
                severity=weight(relation),
                object=relation.title,
                policy=policies[0],
                message=f"{listed(policies)} of {relation.title} are all asked for {whom[0]}",
                evidence=seen(
                    f"{len(policies)} permissive policies", f"EXPLAIN SELECT * FROM {name(relation)};"
                ),
                fix="write one policy with OR, or make those that only take away restrictive",
            )


CHECKS = (
    check("RLS304", "warning", _row_by_row),
    check("RLS305", "warning", _several),
)
