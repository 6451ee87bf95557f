"""Findings out of what the server, or the policies themselves, refuse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.rls.evaluate import advice
from dbtool.rls.evaluate.asking import Answer, Failure
from dbtool.rls.evaluate.judge import Subject
from dbtool.rls.evaluate.leaks import text_of
from dbtool.rls.evaluate.text import Blind, Denied, Recursion
from dbtool.rls.evaluate.witness import evidence
from dbtool.rls.facts import Policy
from dbtool.rls.finding import Evidence, Finding, Inconclusive, Severity


def refusals(subject: Subject, commands: Sequence[str]) -> Iterator[Finding | Inconclusive]:
    """Give what stops the expressions of the policies for these commands, each once."""
    if not any(answer.question.cases for answer in subject.answers):
        yield _cannot(subject, "no value is known for a column that its policies name")
        return
    for policy, text in _texts(subject, commands):
        problem = next(
            (found for each in subject.answers if (found := each.question.problems.get(text))), None
        )
        if isinstance(problem, Recursion):
            yield _recursion(subject, policy, problem)
        elif isinstance(problem, Denied):
            yield _denied(subject, policy, problem)
        elif isinstance(problem, Blind):
            yield _cannot(subject, str(problem))
        else:
            yield from _failures(subject, policy, text)


def _texts(subject: Subject, commands: Sequence[str]) -> Iterator[tuple[Policy, str]]:
    policies = subject.answers[0].question.policies if subject.answers else {}
    seen: set[tuple[str, str]] = set()
    for command in commands:
        for policy in (policy for side in policies[command] for policy in side):
            for new in (False, True):
                text = text_of(policy, new=new)
                if text and (policy.name, text) not in seen:
                    seen.add((policy.name, text))
                    yield policy, text


def _failures(subject: Subject, policy: Policy, text: str) -> Iterator[Finding | Inconclusive]:
    failed = [
        (each, found) for each in subject.answers if isinstance(found := each.outcomes.get(text), Failure)
    ]
    for answer, failure in failed:
        if answer.state.kind == "empty" and failure.of_a_value:
            if subject.review.tenancy.on_unset == "empty":
                yield _bad_cast(subject, policy, text, answer, failure)
            break
    for answer, failure in failed:
        if answer.state.kind == "party" and not answer.state.others:
            reason = f"policy {policy.name} cannot be asked: {failure.message}"
            yield _cannot(subject, reason)
            break


def _bad_cast(subject: Subject, policy: Policy, text: str, answer: Answer, failure: Failure) -> Finding:
    case = answer.question.cases[0] if answer.question.cases else None
    setting = subject.review.tenancy.setting
    says = f"the server refuses with {failure.state} when {setting} is '': {failure.message}"
    fix = advice.narrowed(subject.review, subject.relation, policy) if _owned(subject) else advice.NULLIF
    shown = evidence(says, answer, case, text)
    return _finding(subject, "RLS103", "warning", policy, says, shown, fix)


def _denied(subject: Subject, policy: Policy, denied: Denied) -> Finding:
    says = f"every statement fails with 42501: {denied}"
    shown = Evidence(engine="evaluator", says=says, statement=None)
    return _finding(subject, "RLS115", "error", policy, says, shown, advice.granted(denied))


def _recursion(subject: Subject, policy: Policy, recursion: Recursion) -> Finding:
    says = f"every statement fails with 42P17: {recursion}"
    shown = Evidence(engine="evaluator", says=says, statement=None)
    fix = "read the relation in a function that is SECURITY DEFINER, with an owner whom no policy binds"
    return _finding(subject, "RLS114", "error", policy, says, shown, fix)


def _cannot(subject: Subject, reason: str) -> Inconclusive:
    title = subject.relation.title
    return Inconclusive(object=title, reason=reason, engine="evaluator", role=subject.role)


def _owned(subject: Subject) -> bool:
    return subject.relation.oid in subject.review.axes


def _finding(
    subject: Subject, id_: str, severity: Severity, policy: Policy, says: str, shown: Evidence, fix: str
) -> Finding:
    title = subject.relation.title
    return Finding(
        id=id_,
        severity=severity,
        object=title,
        role=subject.role,
        policy=policy.name,
        message=f"policy {policy.name} on {title}, {subject.role}: {says}",
        evidence=shown,
        fix=fix,
    )
