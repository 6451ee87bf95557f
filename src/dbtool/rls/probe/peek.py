"""Views without a barrier: a function in the condition sees what the view is about to leave out."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from dbtool.rls.facts import Relation
from dbtool.rls.probe import values
from dbtool.rls.probe.observe import sources
from dbtool.rls.probe.session import Session, setting
from dbtool.rls.probe.statements import named
from dbtool.rls.probe.trial import Trial

_SAYS = "dbtool_peek"
# Its cost has the planner run it first, if no cast stands around its argument; INFO reaches every client.
_PEEK = SQL(
    """
    CREATE FUNCTION pg_temp.dbtool_peek(anyelement, pg_catalog.text []) RETURNS pg_catalog.bool
    LANGUAGE plpgsql STABLE COST 0.0000001
    AS $peek$BEGIN IF $1::text = ANY ($2) THEN RAISE INFO 'dbtool_peek'; END IF; RETURN true; END$peek$
    """
)
_OPEN = SQL("GRANT EXECUTE ON FUNCTION pg_temp.dbtool_peek(anyelement, text []) TO PUBLIC")
# An index would have chosen the rows before any function sees them.
_SCANS = ("enable_indexscan", "enable_bitmapscan", "enable_indexonlyscan")


def make_peek(session: Session) -> bool:
    """Make the function that looks at what it is given, for the time of the transaction."""
    return session.keep(_PEEK, _OPEN).done


def try_views(trial: Trial) -> None:
    """Report views that show a function rows of another tenant."""
    for relation, column, texts in _views(trial):
        heard: list[str] = []

        def listen(notice: psycopg.errors.Diagnostic, heard: list[str] = heard) -> None:
            heard.append(notice.message_primary or "")

        statement = SQL("SELECT * FROM {} WHERE pg_temp.dbtool_peek({}, {}::text[])").format(
            named(relation), Identifier(column), Literal(texts)
        )
        trial.session.connection.add_notice_handler(listen)
        try:
            trial.session.attempt(statement, before=[setting(name, "off") for name in _SCANS])
        finally:
            trial.session.connection.remove_notice_handler(listen)
        if _SAYS in heard:
            said = SQL("SELECT * FROM {} WHERE pg_temp.peek({})").format(named(relation), Identifier(column))
            trial.ledger.add(
                "RLS231",
                relation.title,
                trial.actor,
                trial.state,
                "a cheap function in the condition was given values of another tenant",
                statement=said.as_string(None),
                command="select",
            )


def _views(trial: Trial) -> Iterator[tuple[Relation, str, list[str]]]:
    """Give views to look behind, each with a column and what it holds of another tenant alone."""
    for relation in trial.review.access.relations.values():
        if relation.kind != "view" or relation.extension or relation.has_option("security_barrier"):
            continue
        if not trial.review.reach.may(trial.actor.becomes, relation, "select"):
            continue
        if trial.ledger.has(relation.title, "RLS501", "RLS508", "RLS201", "RLS203"):
            continue
        found = next(_columns(trial, relation), None)
        if found is not None:
            yield relation, *found


def _columns(trial: Trial, relation: Relation) -> Iterator[tuple[str, list[str]]]:
    for base in sources(trial.review, relation):
        if not trial.review.is_tenant(base) or not trial.seeds.planted(base):
            continue
        for column in trial.seeds.shapes.columns.get(base.oid, ()):
            if relation.column(column.name) is None or not values.telling(trial.seeds.shapes, column.type):
                continue
            own = {row.values.get(column.name) for row in trial.seeds.of(base, trial.actor.own)}
            rows = trial.seeds.of(base, trial.actor.other)
            texts = {row.values.get(column.name) for row in rows if not row.existing} - own
            if texts - {None}:
                yield column.name, sorted(text for text in texts if text is not None)
