"""What a role reaches of a relation by each command, as the answers measure it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dbtool.model.tenancy import COMMANDS, Command
from dbtool.rls.evaluate.asking import Answer, Failure
from dbtool.rls.evaluate.judge import Subject
from dbtool.rls.evaluate.leaks import effective, foreign, public_rows
from dbtool.rls.facts import Relation
from dbtool.rls.results import Cell, Measured, Shown
from dbtool.rls.review import Review

_WEAKEST: Sequence[Shown] = ("proved", "tested", "sampled", "static")


def cells(subject: Subject) -> list[Cell]:
    """Give what a role reaches under row security, for each of the four commands."""
    return [cell_of(subject, command) for command in COMMANDS]


def unbound(review: Review, role: str, relation: Relation) -> list[Cell]:
    """Give what a role reaches that no row security binds: what it has privileges for, whole."""
    found = []
    for command in COMMANDS:
        measured: Measured = "all" if review.reach.may(role, relation, command) else "none"
        declared = review.declared(role, relation, command)
        found.append(Cell(role, relation.title, command, measured, "static", declared))
    return found


def weakest(shown: Iterable[Shown]) -> Shown:
    """Give the label of several that promises least."""
    found = set(shown)
    return next((label for label in reversed(_WEAKEST) if label in found), "static")


def cell_of(subject: Subject, command: Command) -> Cell:
    """Give what a role reaches by one command."""
    shown = weakest(answer.question.shown for answer in subject.answers)
    review, role, relation = subject.review, subject.role, subject.relation
    declared = review.declared(role, relation, command)
    if not review.reach.may(role, relation, command):
        return Cell(role, relation.title, command, "none", "static", declared)
    party = [each for each in subject.answers if each.state.kind == "party"]
    found = [_reached(each, command) for each in party]
    order: Sequence[Measured] = ("all", "error", "unknown", "own", "none")
    measured: Measured = next((value for value in order if value in found), "unknown")
    return Cell(role, relation.title, command, measured, shown, declared)


def _reached(answer: Answer, command: Command) -> Measured:
    sides = {"insert": (True,), "update": (False, True)}.get(command, (False,))
    found: list[Measured] = []
    for new in sides:
        outcome = effective(answer, command, new=new)
        if outcome is None or (not outcome and _has_problem(answer, command)):
            found.append("unknown")
        elif isinstance(outcome, Failure):
            # A further setting with a bad value is no state that a session is meant to be in.
            found.append("none" if answer.state.others else "error")
        else:
            if command == "select":
                outcome -= public_rows(answer)
            whose = _whose(answer, outcome)
            found.append("own" if whose == "all" and not answer.question.trusted else whose)
    # What no old row may become, or no new row come of, is no UPDATE at all.
    order: Sequence[Measured] = ("none", "all", "error", "unknown", "own")
    return next(value for value in order if value in found)


def _whose(answer: Answer, rows: frozenset[int]) -> Measured:
    cases = answer.question.cases
    if any(cases[number].owner is None for number in rows):
        return "all"
    if any(cases[number].owner in ("A", "B", "other") for number in rows & foreign(answer)):
        return "all"
    return "own" if rows else "none"


def _has_problem(answer: Answer, command: Command) -> bool:
    policies = answer.question.policies[command]
    texts = {text for side in policies for policy in side for text in (policy.using, policy.check) if text}
    return not texts.isdisjoint(answer.question.problems)
