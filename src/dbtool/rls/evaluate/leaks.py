"""Which rows the policies admit that are not the session's own, and which policy lets them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dbtool.model.tenancy import Command
from dbtool.rls.evaluate.asking import Admitted, Answer, Failure, Outcome
from dbtool.rls.evaluate.cases import Case
from dbtool.rls.evaluate.world import Owner
from dbtool.rls.facts import Policy

_NOTHING: Admitted = frozenset()


class Leak(NamedTuple):
    """Rows of one owner that a policy lets in.

    Shape: `rows` are their numbers, `case` is the first. `new` says that they are such as the command writes;
           `seen` that the role sees the same rows as well, `taken` that the policy admits them as rows that
           are there.
    """

    policy: Policy
    command: Command
    new: bool
    answer: Answer
    case: Case
    seen: bool
    taken: bool
    rows: Admitted

    @property
    def anonymous(self) -> bool:
        """Say whether the session is nobody's."""
        return self.answer.state.party is None


def effective(answer: Answer, command: str, *, new: bool) -> Outcome | None:
    """Give the rows that the policies of a command admit together; None where that is not known.

    What is not known of a permissive policy may only be more than this.
    """
    permissive, restrictive = answer.question.policies[command]
    found: set[int] = set()
    for policy in permissive:
        outcome = outcome_of(answer, policy, new=new)
        if isinstance(outcome, Failure):
            return outcome
        found |= outcome or _NOTHING
    admitted = frozenset(found)
    for policy in restrictive:
        if text_of(policy, new=new) is None:
            continue
        outcome = outcome_of(answer, policy, new=new)
        if outcome is None or isinstance(outcome, Failure):
            return outcome
        admitted &= outcome
    return admitted


def outcome_of(answer: Answer, policy: Policy, *, new: bool) -> Outcome | None:
    """Give what one policy admits; None where it could not be asked."""
    text = text_of(policy, new=new)
    return _NOTHING if text is None else answer.outcomes.get(text)


def text_of(policy: Policy, *, new: bool) -> str | None:
    """Give the expression that a policy has for rows that are there, or for new ones."""
    return (policy.check or policy.using) if new else policy.using


def public_rows(answer: Answer) -> Admitted:
    """Give the rows that everyone is meant to see."""
    text = answer.question.public_when
    found = answer.outcomes.get(text) if text else None
    return _NOTHING if found is None or isinstance(found, Failure) else found


def foreign(answer: Answer) -> Admitted:
    """Give the rows that are not the session's own; none where rows belong to nobody at all."""
    party = answer.state.party
    if answer.state.strange:
        return frozenset(number for number, case in enumerate(answer.question.cases) if case.owner == "B")
    return frozenset(
        number
        for number, case in enumerate(answer.question.cases)
        if case.owner is not None and case.owner != party
    )


def leaks(answer: Answer, commands: Sequence[tuple[Command, bool]]) -> Iterator[Leak]:
    """Give each policy that lets in rows of others.

    Shape: `commands` with whether their new rows are meant.
    """
    others = foreign(answer)
    if not others:
        return
    seen = effective(answer, "select", new=False)
    visible = seen if isinstance(seen, frozenset) else _NOTHING
    for command, new in commands:
        admitted = effective(answer, command, new=new)
        if not isinstance(admitted, frozenset):
            continue
        wrong = admitted & others
        if command == "select":
            wrong -= public_rows(answer)
        for policy in answer.question.policies[command][0] if wrong else ():
            let_in = outcome_of(answer, policy, new=new)
            if isinstance(let_in, frozenset):
                yield from _each(answer, policy, command, new, wrong & let_in, visible)


def _each(
    answer: Answer, policy: Policy, command: Command, new: bool, rows: Admitted, visible: Admitted
) -> Iterator[Leak]:
    taken = outcome_of(answer, policy, new=False)
    there = taken if isinstance(taken, frozenset) and policy.command != "insert" else _NOTHING
    groups: defaultdict[tuple[Owner | None, bool, bool], list[int]] = defaultdict(list)
    for number in sorted(rows):
        owner = answer.question.cases[number].owner
        groups[owner, number in visible, number in there].append(number)
    for (_, seen, also), numbers in groups.items():
        case = answer.question.cases[numbers[0]]
        yield Leak(policy, command, new, answer, case, seen, also, frozenset(numbers))
