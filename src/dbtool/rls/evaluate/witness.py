"""What shows a finding of the evaluator: an invented row, the session's settings, a query to see it with."""

from __future__ import annotations

from psycopg import sql

from dbtool.rls.evaluate.asking import Answer
from dbtool.rls.evaluate.cases import Case
from dbtool.rls.evaluate.rows import rows_of
from dbtool.rls.evaluate.text import filled, name, raw
from dbtool.rls.finding import Evidence


def evidence(says: str, answer: Answer, case: Case | None, text: str | None) -> Evidence:
    """Give the evidence that an expression admits a row in a state."""
    witness: dict[str, object] = {"session": answer.state.title, "settings": dict(answer.state.all_settings)}
    if case is not None:
        witness["row"] = {column: value for column, value in case.row.items() if value is not None}
    statement = _statement(answer, case, text) if case is not None and text is not None else None
    return Evidence(engine="evaluator", says=says, statement=statement, witness=witness)


def _statement(answer: Answer, case: Case, text: str) -> str | None:
    """Give what can be run to see it: a query over the one row, in a transaction that is rolled back."""
    question = answer.question
    if text not in question.written:
        return None
    settings = [
        filled("SET LOCAL {} = {};", _setting(known), sql.Literal(value))
        for known, value in answer.state.all_settings.items()
    ]
    row = rows_of(question.relation, [case.row])
    pattern = "{}SELECT ({}) IS TRUE AS admitted FROM ({}) AS {};"
    expression = raw(question.written[text].sql)
    query = filled(pattern, raw(question.clause), expression, raw(row), name(question.relation.name))
    role = filled("SET LOCAL ROLE {};", name(question.role))
    return " ".join(["BEGIN;", *settings, role, query, "ROLLBACK;"])


def _setting(known: str) -> sql.Identifier:
    return sql.Identifier(*known.split("."))
