"""Writes against another tenant's rows, each taken back, and judged by what became of these rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from psycopg.sql import SQL, Composable, Identifier, Literal

from dbtool.rls.probe.links import Tenant, Unseedable
from dbtool.rls.probe.seed import WITHOUT_TRIGGERS
from dbtool.rls.probe.session import Rows
from dbtool.rls.probe.statements import Values, deleting, merging, updating
from dbtool.rls.probe.subjects import Subject
from dbtool.rls.probe.trial import Trial

_DUPLICATE = "23505"
_REFERRED = "23503"
_REFUSED = "42501"
_UPDATES_TRIED = 2


@dataclass(frozen=True, slots=True)
class Attempt:
    """One statement that must not reach another's rows."""

    id: str
    command: str
    says: str
    statement: Composable


# The first is the strongest: what comes behind it is tried where the server refused those before.
Chain = Iterable[Attempt]


def try_writes(trial: Trial, subject: Subject) -> None:
    """Report what an actor does to the rows of the tenant for which it does not act."""
    for chain in _chains(trial, subject):
        for attempt in chain:
            if trial.meant(subject.relation, attempt.command) == "all":
                break
            reached = _reaches(trial, subject, attempt)
            if reached:
                _report(trial, subject, attempt)
            if reached is not None or _settled(trial, subject, attempt):
                break


def _settled(trial: Trial, subject: Subject, attempt: Attempt) -> bool:
    """Say whether other rows would be refused as well: the policies ask for nothing but the tenant."""
    asked = trial.seeds.maker.asked(subject.base)
    return attempt.command == "insert" and trial.refused == _REFUSED and asked <= subject.owners


def _report(trial: Trial, subject: Subject, attempt: Attempt) -> None:
    trial.ledger.add(
        "RLS508" if trial.state.unset else attempt.id,
        subject.relation.title,
        trial.actor,
        trial.state,
        attempt.says,
        statement=trial.seeds.told(attempt.statement),
        command=attempt.command,
    )


def _reaches(trial: Trial, subject: Subject, attempt: Attempt) -> bool | None:
    """Run an attempt and say whether rows of another have come, gone or changed; None if it was refused."""
    queries = [query for tenant in trial.victims if (query := trial.seeds.digest(subject.base, tenant))]
    before: Sequence[Composable] = ()
    outcome = trial.session.attempt(attempt.statement, *queries)
    if outcome.code == _REFERRED and attempt.command == "delete" and trial.session.superuser:
        # The row was reached, and something points at it: that is for the foreign key, not for the policy.
        before = [WITHOUT_TRIGGERS]
    elif outcome.code == _DUPLICATE and attempt.command == "insert" and trial.session.superuser:
        # There can be but one row of the tenant: let it be gone first.
        theirs = (trial.seeds.owned(subject.base, tenant) for tenant in trial.victims)
        before = [WITHOUT_TRIGGERS, *(deleting(subject.base, where) for where in theirs if where)]
    if before:
        outcome = trial.session.attempt(attempt.statement, *queries, before=before)
    trial.refused = outcome.code
    if outcome.unknown:
        trial.doubt(subject.relation, "a write took longer than the probe may", attempt.command)
    if not outcome.done:
        return None
    return list(outcome.after) != _before(trial, queries, before)


def _before(trial: Trial, queries: Sequence[Composable], before: Sequence[Composable]) -> list[Rows]:
    if before:
        return list(trial.session.attempt(SQL("SELECT 1"), *queries, before=before).after)
    return [trial.usual(query) for query in queries]


def _chains(trial: Trial, subject: Subject) -> Iterator[Chain]:
    if subject.inserts:
        yield _inserts(trial, subject)
    if subject.updates:
        yield _updates(trial, subject)
    if subject.deletes:
        yield _deletes(trial, subject)
    if trial.state.unset:
        return
    if subject.updates:
        yield _takings(trial, subject)
        yield _moves(trial, subject)
    if subject.relation is subject.base:
        if subject.inserts and subject.updates:
            yield _upserts(trial, subject)
        yield from ([each] for each in _merges(trial, subject))


def _inserts(trial: Trial, subject: Subject) -> Chain:
    """Give inserts of another's rows, plain ones and others, as a policy may look at other columns too."""
    mine = subject.seen(trial.myself(subject.base), "insert")
    for values in rows_of(trial, subject, trial.actor.other):
        for row in ({**values, **mine}, values) if mine else (values,):
            statement = trial.seeds.insert(subject.relation, row, base=subject.base)
            yield Attempt("RLS502", "insert", "the role inserted a row for another tenant", statement)


def rows_of(trial: Trial, subject: Subject, tenant: Tenant) -> Iterator[Values]:
    """Give rows that a tenant might have, in the columns that the actor may fill in."""
    try:
        for values in trial.seeds.maker.several(subject.base, tenant):
            found = subject.seen(values, "insert")
            if subject.tells(found):
                yield found
    except Unseedable:
        return


def _updates(trial: Trial, subject: Subject) -> Chain:
    """Give updates that look at no column: policies for SELECT do not hold for these."""
    where = trial.one_of(subject, trial.actor.other)
    for values in trial.changes(subject)[:_UPDATES_TRIED]:
        says = "an UPDATE without a condition changed rows of another tenant"
        yield Attempt("RLS504", "update", says, updating(subject.relation, values))
        if where is not None:
            says = "the role updated a row of another tenant, which it looked for"
            yield Attempt("RLS504", "update", says, updating(subject.relation, values, where))


def _takings(trial: Trial, subject: Subject) -> Chain:
    mine = subject.seen(trial.ownership(subject.base, trial.actor.own), "update")
    if not subject.tells(mine) or trial.ledger.has(subject.relation.title, "RLS504"):
        return
    says = "an UPDATE without a condition took over rows of another tenant"
    yield Attempt("RLS504", "update", says, updating(subject.relation, mine))
    where = trial.one_of(subject, trial.actor.other)
    if where is not None:
        says = "an UPDATE took over a row of another tenant"
        yield Attempt("RLS504", "update", says, updating(subject.relation, mine, where))


def _moves(trial: Trial, subject: Subject) -> Chain:
    theirs = subject.seen(trial.ownership(subject.base, trial.actor.other), "update")
    if not subject.tells(theirs):
        return
    says = "an UPDATE without a condition gave rows to another tenant"
    mine = subject.seen(trial.myself(subject.base), "update")
    if mine:
        crossed = {name: text for name, text in theirs.items() if name not in mine}
        yield Attempt("RLS506", "update", says, updating(subject.relation, crossed))
    yield Attempt("RLS506", "update", says, updating(subject.relation, theirs))
    where = trial.one_of(subject, trial.actor.own)
    if where is not None:
        says = "the role gave a row of its own to another tenant"
        yield Attempt("RLS506", "update", says, updating(subject.relation, theirs, where))


def _deletes(trial: Trial, subject: Subject) -> Chain:
    says = "a DELETE without a condition took rows of another tenant"
    yield Attempt("RLS505", "delete", says, deleting(subject.relation))
    where = trial.one_of(subject, trial.actor.other)
    if where is not None:
        says = "the role deleted a row of another tenant, which it looked for"
        yield Attempt("RLS505", "delete", says, deleting(subject.relation, where))


def _upserts(trial: Trial, subject: Subject) -> Chain:
    """Give upserts that meet a row of another on a unique key, as far as the key leaves the tenant out."""
    theirs = trial.seeds.of(subject.base, trial.actor.other)
    changes = trial.changes(subject)
    own = next(rows_of(trial, subject, trial.actor.own), None)
    if not theirs or not changes or own is None or trial.ledger.has(subject.relation.title, "RLS504"):
        return
    for columns in trial.keys(subject.base):
        if not set(columns) <= own.keys():
            continue
        values = {**own, **{name: theirs[0].values[name] for name in columns}}
        pairs = (SQL("{} = {}").format(Identifier(name), Literal(text)) for name, text in changes[0].items())
        statement = SQL("{} ON CONFLICT ({}) DO UPDATE SET {}").format(
            trial.seeds.insert(subject.relation, values, base=subject.base),
            SQL(", ").join(map(Identifier, columns)),
            SQL(", ").join(pairs),
        )
        yield Attempt("RLS507", "update", "INSERT … ON CONFLICT changed a row of another tenant", statement)


def _merges(trial: Trial, subject: Subject) -> Iterator[Attempt]:
    changes = trial.changes(subject)
    if subject.updates and changes:
        pairs = (SQL("{} = {}").format(Identifier(name), Literal(text)) for name, text in changes[0].items())
        action = SQL("UPDATE SET {}").format(SQL(", ").join(pairs))
        says = "MERGE changed rows of another tenant"
        if not trial.ledger.has(subject.relation.title, "RLS504"):
            yield Attempt("RLS507", "update", says, merging(subject.relation, action))
    if subject.deletes and not trial.ledger.has(subject.relation.title, "RLS505"):
        says = "MERGE deleted rows of another tenant"
        yield Attempt("RLS507", "delete", says, merging(subject.relation, SQL("DELETE")))
