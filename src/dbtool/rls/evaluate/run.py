"""`evaluate`: every role, relation and command under row security, asked of the server over invented rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from psycopg import Connection

from dbtool.model.tenancy import COMMANDS, Command
from dbtool.rls.evaluate.asking import Answer
from dbtool.rls.evaluate.escalation import escalations
from dbtool.rls.evaluate.inquiry import Inquiry
from dbtool.rls.evaluate.judge import Subject, judged
from dbtool.rls.evaluate.leaks import leaks
from dbtool.rls.evaluate.measure import cells, unbound, weakest
from dbtool.rls.evaluate.refused import refusals
from dbtool.rls.evaluate.through_views import seen_of_view, view_cells
from dbtool.rls.evaluate.views import queries, seen_through, view_axes
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Finding, Inconclusive
from dbtool.rls.results import Cell, Evaluation, Isolation
from dbtool.rls.review import Review, granted_to

Connect = Callable[[], Connection[Any]]
Answers = Mapping[tuple[str, int], Sequence[Answer]]


def evaluate(connect: Connect, review: Review, only: Collection[int] | None = None) -> Evaluation:
    """Give what the policies let each role do, shown on invented rows.

    Shape: `connect` gives fresh connections in autocommit; they only read, and lock no relation of the
           database. `only` names the relations to ask about, all of them unless said.
    Errors: psycopg's own, where a connection is lost.
    """
    relations = [each for each in _tested(review) if only is None or each.oid in only]
    pairs = [(role, relation) for relation in relations for role in tested_roles(review)]
    bound = [(role, relation, None) for role, relation in pairs if _is_bound(review, role, relation)]
    axes = view_axes(review)
    views = [
        (role, axis.relation, seen_through(axis.relation, axis))
        for axis in axes.values()
        for role in tested_roles(review)
        if review.reach.may(role, axis.relation, "select") and (only is None or axis.relation.oid in only)
    ]
    with connect() as connection:
        inquiry = Inquiry(connection, review, queries(review, axes), {**review.axes, **axes})
        begun = inquiry.already_set() if bound or views else []
        answers = inquiry.answers([*bound, *views])
    seen: list[Finding | Inconclusive] = [_cannot_act(*refused) for refused in inquiry.refused.items()]
    seen += [_begun(review, name) for name in begun]
    measured: list[Cell] = []
    for role, relation in pairs:
        if not _is_bound(review, role, relation):
            measured += unbound(review, role, relation)
        elif role not in inquiry.refused:
            subject = Subject(review, role, relation, answers.get((role, relation.oid), ()))
            measured += cells(subject)
            seen += _seen(subject, answers)
    for role, view, _ in views:
        if role not in inquiry.refused:
            subject = Subject(review, role, view, answers.get((role, view.oid), ()))
            measured += view_cells(subject)
            seen += seen_of_view(subject)
    found = {each.fingerprint: each for each in reversed(seen) if isinstance(each, Finding)}
    held = [relation for relation in relations if review.is_tenant(relation)]
    return Evaluation(
        findings=list(found.values())[::-1],
        inconclusive=list(dict.fromkeys(each for each in seen if isinstance(each, Inconclusive))),
        cells=measured,
        isolation=[_isolation(review, relation, measured) for relation in held],
    )


def tested_roles(review: Review) -> list[str]:
    """Give the roles of the application, those for which access is declared, and others that log in.

    The others only where access is declared, which then says nothing of them.
    """
    tenancy = review.tenancy
    declared = [role for role in tenancy.access if role in review.access.roles]
    others = [role for role in review.access.roles if _is_unnamed(review, role)] if tenancy.access else []
    return list(dict.fromkeys([*review.app_roles, *declared, *others]))


def _is_unnamed(review: Review, role: str) -> bool:
    """Say whether a role that logs in reaches tenants' rows, is nowhere declared, and can be acted as."""
    tenancy, reach, server = review.tenancy, review.reach, review.access.server
    if not review.access.roles[role].login or reach.superuser(role):
        return False
    if role in {*tenancy.privileged_roles, *tenancy.backup_roles} or reach.owners & reach.becomes(role):
        return False
    may_act = server.superuser or role in reach.becomes(server.user)
    return may_act and any(
        reach.may(role, relation, command) for relation in review.tenant_relations for command in COMMANDS
    )


def _tested(review: Review) -> list[Relation]:
    """Give the tables in scope; what row security cannot be on is the probe's.

    A partition goes with its parent, unless somebody was granted it or the application owns it.
    """
    return [
        relation
        for relation in review.access.relations.values()
        if relation.kind in ("table", "partitioned")
        and relation.schema in review.access.scope
        and not relation.extension
        and not (relation.parents and not granted_to(relation) and relation.owner not in review.app_roles)
    ]


def _is_bound(review: Review, role: str, relation: Relation) -> bool:
    return review.reach.bound(role, relation) and any(
        review.reach.may(role, relation, command) for command in COMMANDS
    )


def _cannot_act(role: str, why: str) -> Inconclusive:
    return Inconclusive(object=role, reason=f"cannot act as it: {why}", engine="evaluator", role=role)


def _begun(review: Review, name: str) -> Inconclusive:
    reason = f"sessions begin with {name} set, so that none which never set it was tried"
    return Inconclusive(object=review.access.server.database, reason=reason, engine="evaluator")


def _seen(subject: Subject, answers: Answers) -> Iterator[Finding | Inconclusive]:
    review, role, relation = subject.review, subject.role, subject.relation
    granted = [command for command in COMMANDS if review.reach.may(role, relation, command)]
    yield from refusals(subject, granted)
    if role not in review.app_roles or not review.is_tenant(relation):
        return
    judging = list(_judging(subject, granted))
    let_in = [leak for answer in subject.answers for leak in leaks(answer, judging)]
    trusted = [leak for leak in let_in if leak.answer.question.trusted]
    yield from judged(subject, trusted)
    guilty = {leak.policy for leak in trusted}
    yield from escalations(subject, [leak for leak in let_in if leak.policy not in guilty], answers)


def _judging(subject: Subject, granted: Sequence[Command]) -> Iterator[tuple[Command, bool]]:
    """Give the commands by which a tenant is meant to reach its own rows alone, and which of their rows."""
    for command in granted:
        if subject.review.declared(subject.role, subject.relation, command) == "all":
            continue
        if command != "insert":
            yield command, False
        if command == "insert" or (command == "update" and _may_move(subject)):
            yield command, True


def _may_move(subject: Subject) -> bool:
    """Say whether the role may change whose a row is."""
    axis = subject.review.axes[subject.relation.oid]
    columns = axis.over[0].child_columns if axis.over else (axis.column,)
    reach = subject.review.reach
    return any(reach.may_column(subject.role, subject.relation, column, "update") for column in columns)


def _isolation(review: Review, relation: Relation, measured: Sequence[Cell]) -> Isolation:
    if review.by_view(relation) is not None:
        return Isolation(relation.title, "view", "static")
    own = [cell for cell in measured if cell.relation == relation.title and cell.measured != "none"]
    if not own:
        return Isolation(relation.title, "unreachable", "static")
    shown = weakest(cell.shown for cell in own)
    return Isolation(relation.title, "rls" if relation.row_security else "none", shown)
