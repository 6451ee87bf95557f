"""`evaluate`: every role, relation and command under row security, asked of the server over invented rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from psycopg import Connection

from dbtool.model.tenancy import COMMANDS, Command
from dbtool.rls.checks.subjects import acting
from dbtool.rls.evaluate.asking import Answer
from dbtool.rls.evaluate.escalation import escalations
from dbtool.rls.evaluate.inquiry import Inquiry
from dbtool.rls.evaluate.judge import Subject, judged
from dbtool.rls.evaluate.leaks import leaks
from dbtool.rls.evaluate.measure import cells, unbound, weakest
from dbtool.rls.evaluate.refused import refusals
from dbtool.rls.evaluate.through_views import seen_of_view, view_cells
from dbtool.rls.evaluate.views import queries, seen_through, view_axes
from dbtool.rls.facts import PUBLIC, Relation
from dbtool.rls.finding import Finding, Inconclusive
from dbtool.rls.results import Cell, Evaluation, Isolation
from dbtool.rls.review import Review, granted_to
from dbtool.rls.tenants import Axis

Connect = Callable[[], Connection[Any]]
Answers = Mapping[tuple[str, int], Sequence[Answer]]


def evaluate(connect: Connect, review: Review, only: Collection[int] | None = None) -> Evaluation:
    """Give what the policies let each role do, shown on invented rows.

    Shape: `connect` gives fresh connections in autocommit; they only read, and lock no relation of the
           database. `only` names the relations to ask about, all of them unless said.
    Errors: psycopg's own, where a connection is lost.
    """
    relations = [each for each in _tested(review) if only is None or each.oid in only]
    roles, further = tested_roles(review), _become(review)
    pairs = [(role, relation) for relation in relations for role in (*roles, *further)]
    bound = [(role, relation, None) for role, relation in pairs if _is_bound(review, role, relation)]
    axes = view_axes(review)
    views = [
        (role, view, seen_through(view, axis))
        for role, view, axis in _readers(review, axes.values())
        if only is None or view.oid in only
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
            measured += unbound(review, role, relation) if role in roles else []
        elif role not in inquiry.refused:
            subject = Subject(review, role, relation, answers.get((role, relation.oid), ()))
            measured += cells(subject) if role in roles else []
            seen += _seen(subject, answers) if role in roles else _more(subject, answers, seen)
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


def _readers(review: Review, axes: Iterable[Axis]) -> Iterator[tuple[str, Relation, Axis]]:
    """Give the views by their axes, each with the tested roles that may read it."""
    for axis in axes:
        for role in tested_roles(review):
            if review.reach.may(role, axis.relation, "select"):
                yield role, axis.relation, axis


def tested_roles(review: Review) -> list[str]:
    """Give the roles of the application, those for which access is declared, and others that log in.

    The others only where access is declared, which then says nothing of them.
    """
    tenancy = review.tenancy
    declared = [role for role in tenancy.access if role in review.access.roles]
    others = [role for role in review.access.roles if _is_unnamed(review, role)] if tenancy.access else []
    return list(dict.fromkeys([*review.app_roles, *declared, *others]))


def _become(review: Review) -> list[str]:
    """Give the roles that those of the application become by SET ROLE, and whose policies are then asked."""
    return [role for role in acting(review) if role not in tested_roles(review)]


def _more(
    subject: Subject, answers: Answers, known: Sequence[Finding | Inconclusive]
) -> Iterator[Finding | Inconclusive]:
    """Give what a role lets in that an application role becomes, beside what the latter does itself."""
    told = {(each.id, each.object, each.policy) for each in known if isinstance(each, Finding)}
    for each in _let_in(subject, answers):
        if (each.id, each.object, each.policy) not in told:
            yield each


def _is_unnamed(review: Review, role: str) -> bool:
    """Say whether a role that logs in was granted tenants' rows, is nowhere declared, and can be acted as.

    Who reads every table of the cluster is no one of this database.
    """
    tenancy, reach, server = review.tenancy, review.reach, review.access.server
    if not review.access.roles[role].login or reach.superuser(role):
        return False
    if role in {*tenancy.privileged_roles, *tenancy.backup_roles} or reach.owners & reach.becomes(role):
        return False
    may_act = server.superuser or role in reach.becomes(server.user)
    return may_act and any(
        reach.may(role, relation, command)
        for relation in review.tenant_relations
        if not (granted_to(relation) - {PUBLIC}).isdisjoint(reach.groups(role))
        for command in COMMANDS
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
    if role in review.app_roles:
        yield from _let_in(subject, answers)


def _let_in(subject: Subject, answers: Answers) -> Iterator[Finding]:
    """Give the findings about rows of others, in a relation of tenants."""
    review, role, relation = subject.review, subject.role, subject.relation
    if not review.is_tenant(relation):
        return
    granted = [command for command in COMMANDS if review.reach.may(role, relation, command)]
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
