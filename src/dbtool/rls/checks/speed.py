"""Policies that make every query slow. On a table of few rows that is a note."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, check, name, policy_sql, seen
from dbtool.rls.checks.subjects import (
    Applied,
    applied,
    reading,
    tenant_ancestor,
    tenant_column,
    tenant_places,
)
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Finding, Severity
from dbtool.rls.predicate import Predicate
from dbtool.rls.review import Review
from dbtool.rls.tree import Place

MANY_ROWS = 1000


def weight(relation: Relation) -> Severity:
    """A table of few rows, or one that nobody has counted yet, is read as fast in any way."""
    return "warning" if relation.rows >= MANY_ROWS else "info"


def _per_row(review: Review) -> Iterator[Finding]:
    """The setting is read once for each row.

    In a scan of the whole table that takes longer than the rest. In a sub-select it is read once. Where an
    index leads with the tenant's column it is a note: the index is used either way.

    Write `(SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid)`.
    """
    for each in applied(review):
        bare = [
            place
            for place in tenant_places(review, each.predicate)
            if not _in_subselect(each.predicate, place)
        ]
        if bare:
            indexed = _indexed(review, each.relation)
            yield slow(
                each,
                "RLS301",
                "info" if indexed else weight(each.relation),
                f"policy {each.policy.name} reads the setting for each row",
                "no sub-select around it",
                f"write (SELECT …) around it in ALTER POLICY {policy_sql(each.policy, each.relation)}",
            )


def _in_subselect(predicate: Predicate, place: Place) -> bool:
    """Say whether a sub-select that looks at no row of the relation is around it."""
    link = next((node for node in place.above if node.tag == "SUBLINK"), None)
    return link is not None and not any(
        below.queries and below.node.tag == "VAR" and below.node.number("varlevelsup") == len(below.queries)
        for below in predicate.within(Place(link, (), ()))
    )


def _unindexed(review: Review) -> Iterator[Finding]:
    """No index leads with the tenant's column.

    Every query of a tenant reads the rows of all.

    Make an index with the tenant's column first; segment a columnstore by it.
    """
    for relation in review.tenant_relations:
        if not relation.row_security or relation.kind == "foreign" or _indexed(review, relation):
            continue
        if tenant_ancestor(review, relation) is not None or not reading(review, relation):
            continue
        axis = review.axes[relation.oid]
        columns = axis.over[0].child_columns if axis.over else (axis.column,)
        yield Finding(
            id="RLS302",
            severity=weight(relation),
            object=relation.title,
            message=f"no index of {relation.title} leads with {listed(columns)}",
            evidence=seen(
                "every query reads the rows of all tenants",
                as_role(reading(review, relation)[0], f"EXPLAIN SELECT * FROM {name(relation)}"),
            ),
            fix=f"CREATE INDEX CONCURRENTLY ON {name(relation)} ({', '.join(map(ident, columns))});",
        )


def _indexed(review: Review, relation: Relation) -> bool:
    axis = review.axes[relation.oid]
    column = axis.over[0].child_columns[0] if axis.over else axis.column
    if relation.partitioned_by[:1] == (column,):
        return True
    own = _leads(review, relation, column)
    heirs = review.access.heirs_of(relation)
    return own or (
        relation.kind == "partitioned" and bool(heirs) and all(_leads(review, heir, column) for heir in heirs)
    )


def _leads(review: Review, relation: Relation, column: str) -> bool:
    """Say whether an index over all rows leads with the column: one over some helps their queries alone."""
    return any(
        index.columns[:1] == (column,) and not index.partial for index in review.access.indexes_of(relation)
    )


def _wrapped(review: Review) -> Iterator[Finding]:
    """The tenant's column is wrapped in a cast or a function.

    No index on the column is used for `tenant_id::text = …`.

    Cast the setting, not the column.
    """
    for each in applied(review):
        column = tenant_column(review, each.relation)
        if column is None:
            continue
        wrapped = [
            place
            for place in each.predicate.places
            if each.predicate.is_own(place, column)
            and place.above
            and (
                place.above[-1].tag in ("COERCEVIAIO", "FUNCEXPR", "COALESCEEXPR")
                or (
                    place.above[-1].tag == "OPEXPR"
                    and each.predicate.operator(place.above[-1]) in ("||", "+")
                )
            )
        ]
        if wrapped:
            yield slow(
                each,
                "RLS303",
                weight(each.relation),
                f"policy {each.policy.name} wraps {column}, so that no index on it is used",
                "a cast or function around the column",
                f"cast the setting, not {ident(column)}, in ALTER POLICY "
                f"{policy_sql(each.policy, each.relation)}",
            )


def slow(each: Applied, id: str, severity: Severity, message: str, says: str, fix: str) -> Finding:
    return Finding(
        id=id,
        severity=severity,
        object=each.relation.title,
        policy=each.policy.name,
        role=each.roles[0],
        message=message,
        evidence=seen(says, as_role(each.roles[0], f"EXPLAIN SELECT * FROM {name(each.relation)}")),
        fix=fix,
    )


CHECKS = (
    check("RLS301", "warning", _per_row),
    check("RLS302", "warning", _unindexed),
    check("RLS303", "warning", _wrapped),
)
