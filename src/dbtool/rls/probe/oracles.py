"""What constraints tell of another tenant's rows: they see every row, whatever the policies say."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.sql import Composable

from dbtool.rls.facts import ForeignKey
from dbtool.rls.finding import Severity
from dbtool.rls.probe.statements import Values, updating
from dbtool.rls.probe.subjects import Subject
from dbtool.rls.probe.trial import Trial
from dbtool.rls.probe.writes import rows_of

_DUPLICATE = "23505"
# What is done with children of a row that goes or changes, where it is done without asking the policies.
_REACHING = frozenset("cnd")


def try_keys(trial: Trial, subject: Subject) -> None:
    """Report unique keys by which a role learns that another tenant has a value."""
    theirs = trial.seeds.of(subject.base, trial.actor.other)
    for columns in trial.keys(subject.base):
        if not theirs or _made_up(trial, subject, columns):
            continue
        taken = {name: theirs[0].values[name] for name in columns}
        statement = _writing(trial, subject, taken)
        if statement is None or trial.session.attempt(statement).code != _DUPLICATE:
            continue
        free = _writing(trial, subject, {})
        if free is None or not trial.session.attempt(free).done:
            continue
        named = ", ".join(columns)
        trial.ledger.add(
            "RLS513",
            subject.relation.title,
            trial.actor,
            trial.state,
            f"a value of ({named}) that another tenant has is refused as a duplicate, any other is taken",
            statement=trial.seeds.told(statement),
            command="insert",
            severity=_weight(trial, subject, columns),
        )


def _made_up(trial: Trial, subject: Subject, columns: Sequence[str]) -> bool:
    """Say whether the server makes up the key: a number of a sequence, a random value."""
    if len(columns) != 1:
        return False
    column = trial.seeds.shapes.column(subject.base, columns[0])
    return column is None or column.identity or column.serial or column.has_default


def _weight(trial: Trial, subject: Subject, columns: Sequence[str]) -> Severity:
    """A number or a UUID that is the row's own says nothing about the tenant; a name does."""
    column = trial.seeds.shapes.column(subject.base, columns[0])
    found = trial.seeds.shapes.base(column.type) if column is not None else None
    primary = any(
        index.primary and list(index.columns) == list(columns)
        for index in trial.review.access.indexes_of(subject.base)
    )
    plain = found is not None and found.name in ("int2", "int4", "int8", "uuid")
    return "info" if primary and plain and len(columns) == 1 else "warning"


def _writing(trial: Trial, subject: Subject, taken: Values) -> Composable | None:
    """Give an INSERT of an own row with some values, or an UPDATE of one where it may not insert."""
    if subject.inserts:
        for values in rows_of(trial, subject, trial.actor.own):
            found = {**values, **subject.seen(taken, "insert")}
            if len(subject.seen(taken, "insert")) == len(taken):
                return trial.seeds.insert(subject.relation, found, base=subject.base)
        return None
    where = trial.one_of(subject, trial.actor.own)
    changes = subject.seen(taken, "update") if taken else next(iter(trial.changes(subject)), {})
    if where is None or not changes or len(changes) < len(taken):
        return None
    return updating(subject.relation, changes, where)


def try_references(trial: Trial, subject: Subject) -> None:
    """Report foreign keys by which a role attaches a row of its own to another tenant's."""
    owners = trial.seeds.maker.plan.pins.get(subject.base.oid, {})
    axis = trial.review.axes[subject.base.oid]
    for key in trial.review.access.keys_of(subject.base):
        parent = trial.review.access.relations.get(key.parent)
        if parent is None or not trial.review.is_tenant(parent) or key in axis.over:
            continue
        theirs = trial.seeds.of(parent, trial.actor.other)
        if not theirs or not owners.keys().isdisjoint(key.child_columns):
            continue
        pairs = zip(key.child_columns, key.parent_columns, strict=True)
        attached = {child: theirs[-1].values.get(name) for child, name in pairs}
        statement = _writing(trial, subject, attached)
        if statement is None:
            continue
        outcome = trial.session.attempt(statement)
        if outcome.done and outcome.touched > 0:
            trial.ledger.add(
                "RLS512",
                subject.relation.title,
                trial.actor,
                trial.state,
                f"a row of its own points by {key.name} at a row of another tenant in {parent.title}",
                statement=trial.seeds.told(statement),
                command="insert" if subject.inserts else "update",
                severity=_severity(key),
            )


def _severity(key: ForeignKey) -> Severity:
    return "error" if {key.on_delete, key.on_update} & _REACHING else "warning"
