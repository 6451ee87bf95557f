"""Policies that do not look at the tenant's column, or take NULL for everyone's."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, check, name, policy_sql, seen
from dbtool.rls.checks.subjects import Applied, applied, set_tenant, tenant_column
from dbtool.rls.facts import Policy
from dbtool.rls.finding import Finding
from dbtool.rls.predicate import Predicate, check_of, using_of
from dbtool.rls.review import READ_WRITE, Review
from dbtool.rls.tree import Place

_IS_NULL = 0


def _no_column(review: Review) -> Iterator[Finding]:
    """A policy looks at no column of its relation.

    What it says is the same for every row: it lets all of them pass, of every tenant, or none.

    Compare the tenant's column.
    """
    for each in applied(review):
        if not each.policy.permissive:
            continue
        for what, predicate in _parts(review, each.policy):
            if not predicate.places or predicate.constant or _looks(predicate):
                continue
            if _held_back(review, each):
                continue
            yield Finding(
                id="RLS106",
                severity="error",
                object=each.relation.title,
                policy=each.policy.name,
                role=each.roles[0],
                command=None if each.policy.command == "all" else each.policy.command,
                message=f"{what} of policy {each.policy.name} looks at no column of {each.relation.title}",
                evidence=seen(
                    "it lets every row pass, or none",
                    as_role(each.roles[0], f"{set_tenant(review)}; SELECT * FROM {name(each.relation)}"),
                ),
                fix=f"ALTER POLICY {policy_sql(each.policy, each.relation)} {what} "
                f"({ident(review.axes[each.relation.oid].column)} = …);",
            )
            break


def _parts(review: Review, policy: Policy) -> Iterator[tuple[str, Predicate]]:
    if policy.using is not None:
        yield "USING", using_of(review.access, policy)
    if policy.check is not None:
        yield "WITH CHECK", check_of(review.access, policy)


def _looks(predicate: Predicate) -> bool:
    """Say whether a column of the relation, or its whole row, is named."""
    return bool(predicate.own_columns) or any(
        place.node.tag == "VAR"
        and place.node.number("varlevelsup") == len(place.queries)
        and place.node.number("varattno") <= 0
        for place in predicate.places
    )


def _held_back(review: Review, each: Applied) -> bool:
    """Say whether a restrictive policy looks at a column wherever this one is asked."""
    commands = READ_WRITE if each.policy.command == "all" else (each.policy.command,)
    return all(
        any(
            _looks(using_of(review.access, policy))
            for policy in review.reach.policies(role, each.relation, command)[1]
        )
        for role in each.roles
        for command in commands
        if review.reach.may(role, each.relation, command)
    )


def _null_tenant(review: Review) -> Iterator[Finding]:
    """Rows without a tenant pass for everyone's.

    The tenant's column may be NULL, and a policy lets such rows pass: what somebody writes without a tenant
    all others see, and may change.

    Make the column NOT NULL. Rows that are meant for all say so under `public_when`.
    """
    for each in applied(review):
        column = tenant_column(review, each.relation)
        found = each.relation.column(column) if column else None
        meant = review.meant(each.relation)
        if found is None or found.not_null or (meant is not None and meant.public_when):
            continue
        if column and any(_null_passes(each.predicate, place, column) for place in each.predicate.places):
            if _held_back_null(review, each, column):
                continue
            yield Finding(
                id="RLS107",
                severity="warning",
                object=each.relation.title,
                policy=each.policy.name,
                role=each.roles[0],
                message=f"policy {each.policy.name} lets rows pass whose {column} is NULL",
                evidence=seen(
                    f"{column} may be NULL",
                    as_role(
                        each.roles[0],
                        f"{set_tenant(review)}; SELECT * FROM {name(each.relation)} "
                        f"WHERE {ident(column)} IS NULL",
                    ),
                ),
                fix=f"ALTER TABLE {name(each.relation)} ALTER COLUMN {ident(column)} SET NOT NULL;",
            )


def _null_passes(predicate: Predicate, place: Place, column: str) -> bool:
    node = place.node
    if node.tag == "NULLTEST" and node.number("nulltesttype") == _IS_NULL:
        return _holds(predicate, place, column)
    if node.tag == "COALESCEEXPR":
        return _holds(predicate, place, column)
    if node.tag == "DISTINCTEXPR":
        negated = bool(place.above) and place.above[-1].text("boolop") == "not"
        return negated and _holds(predicate, place, column)
    return False


def _holds(predicate: Predicate, place: Place, column: str) -> bool:
    return any(predicate.is_own(below, column) for below in predicate.within(place))


def _held_back_null(review: Review, each: Applied, column: str) -> bool:
    """Say whether a restrictive policy compares the column in a way that NULL does not pass."""
    return all(
        any(
            column in using_of(review.access, policy).own_columns
            and not any(
                _null_passes(using_of(review.access, policy), place, column)
                for place in using_of(review.access, policy).places
            )
            for policy in review.reach.policies(role, each.relation, "select")[1]
        )
        for role in each.roles
    )


CHECKS = (
    check("RLS106", "error", _no_column),
    check("RLS107", "warning", _null_tenant),
)
