"""What works for a tenant's own rows: isolation that lets nobody write is no isolation."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg.sql import Composable

from dbtool.rls.probe.session import Outcome
from dbtool.rls.probe.solving import literals
from dbtool.rls.probe.statements import deleting, equal, updating
from dbtool.rls.probe.subjects import Subject
from dbtool.rls.probe.trial import Trial
from dbtool.rls.probe.writes import rows_of

_REFUSED = "42501"


def try_own(trial: Trial, subject: Subject) -> None:
    """Report a command that the role is granted and has a policy for, but none of its own rows passes."""
    for command, able in (
        ("insert", subject.inserts),
        ("update", subject.updates),
        ("delete", subject.deletes),
    ):
        if (
            not able
            or trial.meant(subject.relation, command) == "none"
            or not _has_policy(trial, subject, command)
        ):
            continue
        outcomes: list[tuple[Composable, Outcome]] = []
        for statement in _statements(trial, subject, command):
            outcome = trial.session.attempt(statement)
            if outcome.done and outcome.touched > 0:
                break
            outcomes.append((statement, outcome))
        else:
            _judge(trial, subject, command, outcomes)


def _judge(trial: Trial, subject: Subject, command: str, outcomes: list[tuple[Composable, Outcome]]) -> None:
    """Report what row security alone has refused; another error says nothing about it."""
    if not outcomes or any(outcome.code not in (None, _REFUSED) for _statement, outcome in outcomes):
        return
    statement, outcome = outcomes[0]
    if _depends(trial, subject, command):
        trial.doubt(subject.relation, "its policy asks for more than an invented tenant has", command)
        return
    why = "touched none of them" if outcome.done else f"was refused: {outcome.message}"
    trial.ledger.add(
        "RLS511",
        subject.relation.title,
        trial.actor,
        trial.state,
        f"the role may {command} rows, and doing so with its own tenant's {why}",
        statement=trial.seeds.told(statement),
        command=command,
    )


def _statements(trial: Trial, subject: Subject, command: str) -> Iterator[Composable]:
    own = trial.actor.own
    if command == "insert":
        for values in rows_of(trial, subject, own):
            yield trial.seeds.insert(subject.relation, values, base=subject.base)
        return
    rows = [row for row in trial.seeds.of(subject.base, own) if not row.existing]
    for row in reversed(rows):
        key = trial.seeds.key(subject.base, row)
        where = subject.seen(key, "select")
        if len(where) < len(key):
            continue
        if command == "delete":
            yield deleting(subject.relation, equal(where))
            continue
        # What the column holds already: a new value may be another's right.
        for change in trial.changes(subject)[:1]:
            kept = {name: row.values.get(mine) for mine, name in subject.names.items() if name in change}
            yield updating(subject.relation, kept, equal(where))


def _has_policy(trial: Trial, subject: Subject, command: str) -> bool:
    """Say whether some policy admits the command; that there is none is another defect, or meant so."""
    relation = subject.relation
    if relation.parents:
        return False
    if not relation.row_security:
        return relation is not subject.base or not trial.review.access.policies_of(relation)
    permissive, _restrictive = trial.review.reach.policies(trial.actor.becomes, relation, command)
    return bool(permissive) or trial.review.reach.exempt(trial.actor.becomes, relation)


def _depends(trial: Trial, subject: Subject, command: str) -> bool:
    """Say whether a policy asks other tables for values that it names itself: a member's rank, say."""
    permissive, restrictive = trial.review.reach.policies(trial.actor.becomes, subject.base, command)
    known = {"", "true", "on", trial.review.tenancy.setting, *trial.review.tenancy.settings}
    for policy in (*permissive, *restrictive):
        elsewhere = any(
            use.used != subject.base.oid for use in trial.review.access.used_by("policy", policy.oid)
        )
        strings, _numbers = literals(f"{policy.using or ''} {policy.check or ''}")
        if elsewhere and not known.issuperset(strings):
            return True
    return False
