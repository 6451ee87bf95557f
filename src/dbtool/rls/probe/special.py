"""Writes of a special sort: of a row that has no tenant, and of a whole table at once."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg.sql import SQL

from dbtool.rls.facts import Relation
from dbtool.rls.probe.statements import equal, named
from dbtool.rls.probe.subjects import Subject
from dbtool.rls.probe.trial import Trial
from dbtool.rls.probe.writes import rows_of


def try_truncate(trial: Trial, relation: Relation) -> None:
    """Report that an actor empties a table, if it does."""
    if not trial.review.reach.may(trial.actor.becomes, relation, "truncate"):
        return
    query = trial.seeds.digest(relation, trial.actor.other)
    if query is None:
        return
    for end in (SQL(""), SQL(" CASCADE")):
        statement = SQL("TRUNCATE {}{}").format(named(relation), end)
        outcome = trial.session.attempt(statement, query)
        if outcome.done and outcome.after[0] != trial.usual(query):
            says = "TRUNCATE took the rows of every tenant"
            trial.ledger.add(
                "RLS208",
                relation.title,
                trial.actor,
                trial.state,
                says,
                statement=trial.seeds.told(statement),
                command="truncate",
            )
            return


def try_nobody(trial: Trial, subject: Subject) -> None:
    """Report that an actor inserts a row without a tenant, where the column takes NULL."""
    axis = trial.review.axes[subject.base.oid]
    column = trial.seeds.shapes.column(subject.base, axis.column)
    if axis.over or column is None or column.not_null or trial.ledger.has(subject.relation.title, "RLS502"):
        return
    nobody: Mapping[str, str | None] = {axis.column: None}
    query = SQL("SELECT count(*) FROM {} WHERE {}").format(named(subject.base), equal(nobody))
    for values in rows_of(trial, subject, trial.actor.own):
        statement = trial.seeds.insert(
            subject.relation, {**values, **subject.seen(nobody, "insert")}, base=subject.base
        )
        outcome = trial.session.attempt(statement, query)
        if outcome.done and outcome.after[0] != trial.usual(query):
            says = "the role inserted a row that has no tenant"
            trial.ledger.add(
                "RLS503",
                subject.relation.title,
                trial.actor,
                trial.state,
                says,
                statement=trial.seeds.told(statement),
                command="insert",
            )
            return
