"""Two sets of policies on one relation: whether the new one lets in more, less, other rows or the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dbtool.model.tenancy import COMMANDS, Command
from dbtool.rls.evaluate.asking import Admitted, Answer, Failure
from dbtool.rls.evaluate.inquiry import Inquiry
from dbtool.rls.evaluate.leaks import effective, foreign
from dbtool.rls.evaluate.run import Connect
from dbtool.rls.evaluate.scene import Policies
from dbtool.rls.facts import PUBLIC, Policy, Relation
from dbtool.rls.review import Review

Verdict = Literal["equal", "tighter", "wider", "incomparable"]
_NOTHING: Admitted = frozenset()
# Which rows each command's policies are asked about: those that are there (False), those it writes (True).
_SIDES: Mapping[Command, Sequence[bool]] = {
    "select": (False,),
    "insert": (True,),
    "update": (False, True),
    "delete": (False,),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that only one of the two sets admits: for whom, by which command, in which session.

    Shape: `foreign` says that it is not the session's own.
    """

    role: str
    command: Command
    settings: Mapping[str, str]
    row: Mapping[str, str | None]
    foreign: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the new policies stand to the old ones.

    Shape: `gained` is a row that only the new ones admit, `lost` one that only the old ones do. `unsure`
           says what could not be asked; what cannot be compared is incomparable.
    """

    verdict: Verdict
    gained: Difference | None = None
    lost: Difference | None = None
    unsure: str | None = None


@dataclass(slots=True)
class _Found:
    gained: Difference | None = None
    lost: Difference | None = None
    unsure: str | None = None


def compare_predicates(
    connect: Connect,
    review: Review,
    relation: Relation,
    old: Sequence[Policy],
    new: Sequence[Policy],
    held: Callable[[str, Command], bool] = lambda _role, _command: True,
) -> Comparison:
    """Compare all policies of one relation before and after a change, over the joint small model of both.

    Shape: policies that are not in force yet have no oid (0) and no trees; their texts may name tables with
           or without their schema. Roles that the cluster has not got yet are asked for as the session's own.
           `held` says which commands of a role matter, all of them unless said.
    """
    found = _Found()
    wanted = {role: _both(review, role, old, new) for role in _roles(review, old, new)}
    own = review.access.server.user
    acting = {role: role if role in review.access.roles else own for role in wanted}
    with connect() as connection:
        inquiry = Inquiry(connection, review, [*old, *new])
        answers = inquiry.about([(acting[role], relation, policies) for role, policies in wanted.items()])
        asked_for = {id(policies): role for role, policies in wanted.items()}
        for answer in answers:
            _compare(found, asked_for[id(answer.question.policies)], answer, held)
        for role, why in inquiry.refused.items():
            found.unsure = f"cannot act as {role}: {why}"
    if found.unsure or (found.gained and found.lost):
        verdict: Verdict = "incomparable"
    else:
        verdict = "wider" if found.gained else "tighter" if found.lost else "equal"
    return Comparison(verdict, found.gained, found.lost, found.unsure)


def _roles(review: Review, old: Sequence[Policy], new: Sequence[Policy]) -> list[str]:
    """Give the application's roles and those that a policy names."""
    named = (role for policy in (*old, *new) for role in policy.roles if role != PUBLIC)
    return list(dict.fromkeys([*review.app_roles, *named])) or [review.access.server.user]


def _both(review: Review, role: str, old: Sequence[Policy], new: Sequence[Policy]) -> Mapping[str, Policies]:
    """Give the policies of both sides that concern a role, by side and command."""
    return {
        f"{side} {command}": review.reach.applying(role, policies, command)
        for side, policies in (("old", old), ("new", new))
        for command in COMMANDS
    }


def _compare(found: _Found, role: str, answer: Answer, held: Callable[[str, Command], bool]) -> None:
    for problem in answer.question.problems.values():
        found.unsure = found.unsure or str(problem)
    for command, sides in _SIDES.items():
        for new_rows in sides if held(role, command) else ():
            before = effective(answer, f"old {command}", new=new_rows)
            after = effective(answer, f"new {command}", new=new_rows)
            for outcome in (before, after):
                # A session that is nobody's may be meant to fail.
                if isinstance(outcome, Failure) and answer.state.party and not outcome.of_a_value:
                    found.unsure = found.unsure or outcome.message
            # What fails for a value admits nothing.
            old = before if isinstance(before, frozenset) else _NOTHING
            new = after if isinstance(after, frozenset) else _NOTHING
            found.gained = _worse(found.gained, role, command, answer, new - old)
            found.lost = _worse(found.lost, role, command, answer, old - new)


def _worse(
    known: Difference | None, role: str, command: Command, answer: Answer, rows: Admitted
) -> Difference | None:
    """Give the difference that says most: a row of another before a row of the session's own."""
    others = rows & foreign(answer)
    if not rows or (known is not None and (known.foreign or not others)):
        return known
    case = answer.question.cases[min(others or rows)]
    row = {column: value for column, value in case.row.items() if value is not None}
    return Difference(role, command, dict(answer.state.all_settings), row, bool(others))
