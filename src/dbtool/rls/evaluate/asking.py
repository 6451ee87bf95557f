"""Asks the server: states in their order, as each role, read-only; every statement on invented rows alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection, sql

from dbtool.rls.evaluate.question import Question
from dbtool.rls.evaluate.states import State

_SET = "SELECT pg_catalog.set_config(setting.name, setting.value, true) FROM unnest(%s::text[], %s::text[])"
_SET += " AS setting (name, value)"
_LIMITS = {"statement_timeout": "5s", "lock_timeout": "500ms", "jit": "off"}
_DATA_EXCEPTION = "22"


@dataclass(frozen=True, slots=True)
class Failure:
    """The server refused."""

    state: str
    message: str

    @property
    def of_a_value(self) -> bool:
        """Say whether it is of the class "data exception": a value that its type does not take."""
        return self.state.startswith(_DATA_EXCEPTION)


# The numbers of the rows that an expression admits.
Admitted = frozenset[int]
Outcome = Admitted | Failure


@dataclass(frozen=True, slots=True)
class Answer:
    """What the expressions of a question admit in one state, each by its text."""

    question: Question
    state: State
    outcomes: Mapping[str, Outcome]


class RoleRefused(Exception):
    """The session may not act as a role."""


class Asker:
    """Asks on one fresh connection."""

    def __init__(self, connection: Connection[Any], scope: Sequence[str]) -> None:
        self._connection = connection
        self._path = sql.SQL(", ").join(map(sql.Identifier, scope)).as_string(connection)
        self.refused: dict[str, str] = {}

    def ask(self, state: State, questions: Sequence[Question]) -> list[Answer]:
        """Give an answer to each question; a role that the session may not act as gives none."""
        found: list[Answer] = []
        for role in dict.fromkeys(question.role for question in questions):
            if role not in self.refused:
                found.extend(self._as_role(state, [each for each in questions if each.role == role]))
        return found

    def _as_role(self, state: State, questions: Sequence[Question]) -> Iterator[Answer]:
        waiting = list(questions)
        while waiting:
            failed: Question | None = None
            try:
                with self._connection.transaction(force_rollback=True):
                    self._begin(state, waiting[0].role)
                    while waiting:
                        failed = waiting[0]
                        found = self._outcomes(failed, failed.asked)
                        yield Answer(waiting.pop(0), state, found)
            except RoleRefused as refused:
                self.refused[waiting[0].role] = str(refused)
                return
            except psycopg.Error as error:
                if failed is None or self._connection.closed:
                    raise
                waiting.pop(0)
                yield Answer(failed, state, self._one_by_one(state, failed, error))

    def _one_by_one(self, state: State, question: Question, error: psycopg.Error) -> dict[str, Outcome]:
        """Ask each expression alone, as one of them was refused."""
        if len(question.asked) == 1:
            return {question.asked[0]: _failure(error)}
        found: dict[str, Outcome] = {}
        for text in question.asked:
            try:
                with self._connection.transaction(force_rollback=True):
                    self._begin(state, question.role)
                    found |= self._outcomes(question, [text])
            except psycopg.Error as refused:
                if self._connection.closed:
                    raise
                found[text] = _failure(refused)
        return found

    def _outcomes(self, question: Question, texts: Sequence[str]) -> dict[str, Outcome]:
        if not texts:
            return {}
        statement = question.statement(texts).encode()
        rows = self._connection.execute(statement, prepare=False).fetchall()
        return {
            text: frozenset(row[0] - 1 for row in rows if row[place])
            for place, text in enumerate(texts, start=1)
        }

    def _begin(self, state: State, role: str) -> None:
        settings = {"search_path": self._path, **_LIMITS, **state.all_settings}
        self._connection.execute("SET TRANSACTION READ ONLY")
        given = [list(settings), list(settings.values())]
        self._connection.execute(_SET.encode(), given, prepare=False)
        if role == self._connection.info.user:
            return
        try:
            self._connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(role)))
        except psycopg.Error as error:
            raise RoleRefused(_failure(error).message) from error


def _failure(error: psycopg.Error) -> Failure:
    return Failure(error.sqlstate or "", (error.diag.message_primary or str(error)).strip())
