"""What policies read beside their own row, and whether that is to be believed and to be had."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, called, check, name, policy_sql, seen
from dbtool.rls.checks.subjects import Applied, applied, set_tenant
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Finding
from dbtool.rls.predicate import Predicate, check_of
from dbtool.rls.review import READ_WRITE, Review


def _writable_source(review: Review) -> Iterator[Finding]:
    """A policy believes a relation that the same role may write.

    Who may insert a row into the table of memberships is a member of whatever he likes.

    Give that relation row security of its own, by the tenant, or revoke INSERT and UPDATE.
    """
    for each in applied(review):
        for source in each.predicate.all_relations:
            if source.oid == each.relation.oid:
                continue
            for role in each.roles:
                written = [
                    command for command in ("insert", "update") if _open(review, role, source, command)
                ]
                if written:
                    yield _believed(each, source, role, written)
                    break


def _believed(each: Applied, source: Relation, role: str, written: list[str]) -> Finding:
    words = listed(word.upper() for word in written)
    return Finding(
        id="RLS112",
        severity="error",
        object=each.relation.title,
        policy=each.policy.name,
        role=role,
        message=f"policy {each.policy.name} believes {source.title}, which {role} may {words} freely",
        evidence=seen(
            f"no policy holds {words} on {source.title} to the tenant",
            as_role(role, f"INSERT INTO {name(source)} …; SELECT * FROM {name(each.relation)}"),
        ),
        fix=f"REVOKE {', '.join(word.upper() for word in written)} ON {name(source)} FROM {ident(role)};",
    )


def _open(review: Review, role: str, relation: Relation, command: str) -> bool:
    """Say whether the role may write rows of its own choice."""
    if not review.reach.may(role, relation, command):
        return False
    if not review.reach.bound(role, relation):
        return True
    permissive, restrictive = review.reach.policies(role, relation, command)
    if any(_holds_rows(review, check_of(review.access, policy), relation) for policy in restrictive):
        return False
    return any(not _holds_rows(review, check_of(review.access, policy), relation) for policy in permissive)


def _holds_rows(review: Review, predicate: Predicate, relation: Relation) -> bool:
    """Say whether new rows are held to a tenant, or to who asks where nothing else is known."""
    axis, membership = review.axes.get(relation.oid), review.tenancy.membership
    if membership is not None and relation.path == membership.table:
        return membership.tenant in predicate.own_columns
    column = axis.column if axis is not None and not axis.over else None
    return column in predicate.own_columns if column else bool(predicate.own_columns)


def _captured(review: Review) -> Iterator[Finding]:
    """A sub-select of a policy compares a relation with itself.

    In `EXISTS (SELECT 1 FROM members m WHERE m.tenant_id = tenant_id)` the second name is that of `members`
    too: it is found there first. The condition is always true, and the row of the policy is not looked at.

    Write the relation before the column: `orders.tenant_id`.
    """
    for each in applied(review):
        for place in each.predicate.places:
            if place.node.tag != "OPEXPR" or not place.queries or each.predicate.operator(place.node) != "=":
                continue
            sides = place.node.nodes("args")
            if len(sides) != 2 or any(side.tag != "VAR" or side.number("varlevelsup") for side in sides):
                continue
            left, right = (each.predicate.column_of(place, side) for side in sides)
            if left is None or right is None or left[0] != right[0]:
                continue
            if sides[0].number("varno") != sides[1].number("varno"):
                continue
            if each.relation.column(left[1]) is None and each.relation.column(right[1]) is None:
                continue
            inner = review.access.relations[left[0]]
            yield Finding(
                id="RLS113",
                severity="error",
                object=each.relation.title,
                policy=each.policy.name,
                role=each.roles[0],
                message=f"policy {each.policy.name} compares {inner.title}.{left[1]} with "
                f"{inner.title}.{right[1]}, not with {each.relation.title}",
                evidence=seen(
                    "both columns are of the inner relation",
                    as_role(each.roles[0], f"{set_tenant(review)}; SELECT * FROM {name(each.relation)}"),
                ),
                fix=f"write {ident(each.relation.name)}.{ident(right[1])} in ALTER POLICY "
                f"{policy_sql(each.policy, each.relation)}",
            )
            break


def _not_allowed(review: Review) -> Iterator[Finding]:
    """A role may not use what its policy reads.

    The relations and functions in a policy are used with the rights of who asks. Where these are missing
    each statement on the relation fails.

    Grant SELECT or EXECUTE, or read the relation in a SECURITY DEFINER function.
    """
    for each in applied(review):
        commands = READ_WRITE if each.policy.command == "all" else (each.policy.command,)
        for role in each.roles:
            if not any(review.reach.may(role, each.relation, command) for command in commands):
                continue
            if not review.reach.bound(role, each.relation):
                continue
            missing = _missing(review, role, each)
            if missing:
                yield Finding(
                    id="RLS115",
                    severity="error",
                    object=each.relation.title,
                    policy=each.policy.name,
                    role=role,
                    message=f"{role} may not use {listed(what for what, _ in missing)}, "
                    f"which policy {each.policy.name} needs",
                    evidence=seen("42501", as_role(role, f"SELECT * FROM {name(each.relation)}")),
                    fix=" ".join(fix for _, fix in missing),
                )


def _missing(review: Review, role: str, each: Applied) -> list[tuple[str, str]]:
    found = [
        (source.title, f"GRANT SELECT ON {name(source)} TO {ident(role)};")
        for source in each.predicate.relations
        if not _may_read(review, role, source, each.predicate)
    ]
    return found + [
        (called(function), f"GRANT EXECUTE ON FUNCTION {called(function)} TO {ident(role)};")
        for function in each.predicate.functions
        if not review.reach.may_execute(role, function.privileges, function.owner)
    ]


def _may_read(review: Review, role: str, source: Relation, predicate: Predicate) -> bool:
    if review.reach.may_all(role, source, "select"):
        return True
    used = {named.column for named in predicate.columns if named.relation == source.oid}
    return bool(used) and all(review.reach.may_column(role, source, column, "select") for column in used)


CHECKS = (
    check("RLS112", "error", _writable_source),
    check("RLS113", "error", _captured),
    check("RLS115", "error", _not_allowed),
)
