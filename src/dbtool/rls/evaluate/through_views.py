"""Findings on views that take the place of row security, and what each view shows of tenants' rows."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.rls.evaluate import advice
from dbtool.rls.evaluate.asking import Answer, Failure
from dbtool.rls.evaluate.judge import Subject
from dbtool.rls.evaluate.leaks import Leak, leaks, text_of
from dbtool.rls.evaluate.measure import cell_of
from dbtool.rls.evaluate.witness import evidence
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Evidence, Finding, Inconclusive, Severity
from dbtool.rls.results import Cell
from dbtool.rls.review import Review


def view_cells(subject: Subject) -> list[Cell]:
    """Give what a role reads through a view, where that is declared or nothing is declared at all."""
    review = subject.review
    if review.tenancy.access and review.declared(subject.role, subject.relation, "select") is None:
        return []
    return [cell_of(subject, "select")]


def seen_of_view(subject: Subject) -> Iterator[Finding | Inconclusive]:
    """Give what is wrong with the condition of a view that is meant to isolate."""
    if not _isolates(subject.review, subject.relation) or subject.role not in subject.review.app_roles:
        return
    for answer in subject.answers:
        for problem in answer.question.problems.values():
            title, reason = subject.relation.title, str(problem)
            yield Inconclusive(object=title, reason=reason, engine="evaluator", role=subject.role)
            return
    let_in = [leak for answer in subject.answers for leak in leaks(answer, [("select", False)])]
    mine = [leak for leak in let_in if not leak.anonymous and leak.answer.question.trusted]
    if mine:
        yield _shown(subject, "RLS109", "shows a row of the other tenant", mine)
    elif any(leak.anonymous for leak in let_in):
        unset = [leak for leak in let_in if leak.anonymous]
        state = unset[0].answer.state.title
        says = f"shows rows when {subject.review.tenancy.setting} is {state}"
        yield _shown(subject, "RLS102", says, unset)
    for answer in subject.answers:
        yield from _bad_cast(subject, answer)


def _isolates(review: Review, view: Relation) -> bool:
    found = (review.by_view(relation) for relation in review.tenant_relations)
    return any(each is not None and each.oid == view.oid for each in found)


def _shown(subject: Subject, id_: str, says: str, mine: list[Leak]) -> Finding:
    leak = mine[0]
    shown = evidence(says, leak.answer, leak.case, text_of(leak.policy, new=False))
    return _finding(subject, id_, "error", says, shown)


def _bad_cast(subject: Subject, answer: Answer) -> Iterator[Finding]:
    if answer.state.kind != "empty" or subject.review.tenancy.on_unset != "empty":
        return
    for outcome in answer.outcomes.values():
        if isinstance(outcome, Failure) and outcome.of_a_value:
            setting = subject.review.tenancy.setting
            says = f"fails with {outcome.state} when {setting} is '': {outcome.message}"
            yield _finding(subject, "RLS103", "warning", says, evidence(says, answer, None, None))


def _finding(subject: Subject, id_: str, severity: Severity, says: str, shown: Evidence) -> Finding:
    view, tenant = subject.relation, advice.setting_of(subject.review)
    return Finding(
        id=id_,
        severity=severity,
        object=view.title,
        role=subject.role,
        command="select",
        message=f"view {view.title}, {subject.role}: {says}",
        evidence=shown,
        fix=f"compare the tenant's column with {tenant} in the condition of {view.title}",
    )
