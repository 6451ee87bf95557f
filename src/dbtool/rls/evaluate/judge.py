"""Findings out of leaks: for each policy what is wrong with it, by the ids of the checks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dbtool.rls.evaluate import advice
from dbtool.rls.evaluate.asking import Answer
from dbtool.rls.evaluate.leaks import Leak, outcome_of, text_of
from dbtool.rls.evaluate.witness import evidence
from dbtool.rls.evaluate.words import words
from dbtool.rls.facts import Policy, Relation
from dbtool.rls.finding import Finding, Severity
from dbtool.rls.predicate import using_of
from dbtool.rls.review import Review

# Zero, what is below it, the nil UUID, nothing.
_NO_TENANT = re.compile(r"-\d+|0*|0{8}-0{4}-0{4}-0{4}-0{12}")


@dataclass(frozen=True, slots=True)
class Subject:
    """One role and relation, with all answers about them."""

    review: Review
    role: str
    relation: Relation
    answers: Sequence[Answer]


def judged(subject: Subject, leaks: Sequence[Leak]) -> Iterator[Finding]:
    """Give the findings for one role and relation."""
    for policy in dict.fromkeys(leak.policy for leak in leaks):
        mine = [leak for leak in leaks if leak.policy == policy]
        own = [leak for leak in mine if not leak.anonymous]
        # A word in the tenant's place says something only where nothing else does.
        own = [leak for leak in own if not leak.answer.state.strange] or own
        there = [leak for leak in own if not leak.new]
        written = [leak for leak in own if leak.new]
        open_ = [leak for leak in there if leak.seen] + [leak for leak in written if leak.taken and not there]
        if open_:
            yield from _wide(subject, policy, open_, leaks)
        blind = [leak for leak in there if not leak.seen]
        if blind:
            yield _blind(subject, policy, blind)
        slipped = [leak for leak in written if not leak.taken]
        if slipped:
            yield _unchecked(subject, policy, slipped)
        unset = [leak for leak in mine if leak.anonymous and not _known(leak, own)]
        if unset:
            yield _unset(subject, policy, unset)


def _known(leak: Leak, own: Sequence[Leak]) -> bool:
    """Say whether a tenant's session lets in all these rows, too."""
    rows: set[int] = set()
    for other in own:
        if (other.command, other.new) == (
            leak.command,
            leak.new,
        ) and other.answer.question is leak.answer.question:
            rows |= other.rows
    return leak.rows <= rows


def _wide(subject: Subject, policy: Policy, mine: Sequence[Leak], leaks: Sequence[Leak]) -> Iterator[Finding]:
    review, relation = subject.review, subject.relation
    owners = {leak.case.owner for leak in mine}
    narrow = _narrower(mine, leaks)
    fix = advice.narrowed(review, relation, policy)
    if owners <= {"nobody"}:
        says = "rows without a tenant are admitted in every session"
        yield _finding(subject, "RLS107", "warning", policy, mine, says, advice.not_null(review, relation))
        return
    if owners <= {"nobody", "alike"}:
        says = "a tenant whose name is only like the session's is admitted"
        yield _finding(subject, "RLS108", "error", policy, mine, says, fix)
        return
    constant = _constant(subject, policy)
    if constant:
        yield _finding(
            subject, "RLS101", "error", policy, mine, "every row is admitted in every session", fix
        )
    elif policy.using_tree and not using_of(review.access, policy).own_columns:
        says = "the condition says nothing about the row, and rows of the other tenant are admitted"
        yield _finding(subject, "RLS106", "error", policy, mine, says, fix)
    if narrow:
        others = ", ".join(sorted(other.name for other in narrow))
        says = f"policies are alternatives: this one admits rows of the other tenant, whatever {others} says"
        without = advice.without(relation, policy)
        yield _finding(subject, "RLS110", "error", policy, mine, says, without)
    elif not constant and (not policy.using_tree or using_of(review.access, policy).own_columns):
        says = f"a row of the other tenant is admitted{_because(mine)}"
        yield _finding(subject, "RLS109", "error", policy, mine, says, fix)


def _because(mine: Sequence[Leak]) -> str:
    base = any(not leak.answer.state.others for leak in mine)
    names = sorted({name for leak in mine for name in leak.answer.state.others})
    return "" if base or not names else f", as {', '.join(names)} decides"


def _narrower(mine: Sequence[Leak], leaks: Sequence[Leak]) -> set[Policy]:
    """Give the other permissive policies of the same commands that let in nobody else's rows."""
    guilty = {leak.policy for leak in leaks}
    return {
        policy
        for leak in mine
        for policy in leak.answer.question.policies[leak.command][0]
        if policy not in guilty and text_of(policy, new=leak.new)
    }


def _constant(subject: Subject, policy: Policy) -> bool:
    if not words(policy.using or "").complete:
        # That it was true of all that was tried is no proof here.
        return False
    outcomes = [(outcome_of(each, policy, new=False), each) for each in subject.answers]
    return all(
        isinstance(outcome, frozenset) and len(outcome) == len(each.question.cases)
        for outcome, each in outcomes
    )


def _blind(subject: Subject, policy: Policy, mine: Sequence[Leak]) -> Finding:
    says = "a statement that reads no column touches rows that the role does not see"
    fix = advice.narrowed(subject.review, subject.relation, policy)
    return _finding(subject, "RLS120", "error", policy, mine, says, fix)


def _unchecked(subject: Subject, policy: Policy, mine: Sequence[Leak]) -> Finding:
    owners = {leak.case.owner for leak in mine}
    fix = advice.checked(subject.review, subject.relation, policy)
    if owners <= {"nobody"}:
        says = "rows without a tenant can be written"
        fix = advice.not_null(subject.review, subject.relation)
        return _finding(subject, "RLS107", "warning", policy, mine, says, fix)
    if owners <= {"nobody", "alike"}:
        says = "rows can be written for a tenant whose name is only like the session's"
        return _finding(subject, "RLS108", "error", policy, mine, says, fix)
    says = "rows can be written that belong to the other tenant"
    return _finding(subject, "RLS105", "error", policy, mine, says, fix)


def _unset(subject: Subject, policy: Policy, mine: Sequence[Leak]) -> Finding:
    setting = subject.review.tenancy.setting
    stand_in = _stand_in(subject, mine)
    whose = "rows" if stand_in is None else f"rows of tenant '{stand_in}', which stands for none,"
    says = f"{whose} are admitted when {setting} is {mine[0].answer.state.title}"
    fix = advice.narrowed(subject.review, subject.relation, policy)
    return _finding(subject, "RLS102", "error" if stand_in is None else "info", policy, mine, says, fix)


def _stand_in(subject: Subject, mine: Sequence[Leak]) -> str | None:
    """Give the value that alone is let in, where it is one that no tenant has; None for a tenant's rows.

    `coalesce(NULLIF(current_setting(…), '')::int, -1)` means nobody: there is no tenant -1.
    """
    axis = subject.review.axes.get(subject.relation.oid)
    if axis is None or axis.over or axis.principal:
        return None
    values = {
        leak.answer.question.cases[number].row.get(axis.column) for leak in mine for number in leak.rows
    }
    value = next(iter(values)) if len(values) == 1 else None
    if value is None or value in (subject.review.tenancy.tenants or ()):
        return None
    return value if _NO_TENANT.fullmatch(value) else None


def _finding(
    subject: Subject, id_: str, severity: Severity, policy: Policy, leaks: Sequence[Leak], says: str, fix: str
) -> Finding:
    commands = list(dict.fromkeys(leak.command for leak in leaks))
    # The plainest witness: nothing but the tenant set, a row of a tenant.
    leak = min(leaks, key=lambda leak: (len(leak.answer.state.others), leak.case.owner not in ("A", "B")))
    role, title = subject.role, subject.relation.title
    return Finding(
        id=id_,
        severity=severity,
        object=title,
        role=role,
        command=commands[0] if len(commands) == 1 else None,
        policy=policy.name,
        message=f"policy {policy.name} on {title}, {role} ({', '.join(commands)}): {says}",
        evidence=evidence(says, leak.answer, leak.case, text_of(policy, new=leak.new)),
        fix=fix,
    )
