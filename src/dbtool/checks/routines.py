"""Functions and procedures taken apart with the lexer: what stands before the body, and the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from dbtool.checks.memo import per_database
from dbtool.checks.reading import facts
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.kinds.routines.function import Function
from dbtool.model.database import Database

_ENDS_A_LIST = frozenset(
    {"set", "as", "cost", "rows", "support", "security", "language", "parallel", "return"}
)

# Built-in functions that give something else each time, and those that give the same within a statement only.
VOLATILE = frozenset(
    {"random", "clock_timestamp", "timeofday", "nextval", "setval", "gen_random_uuid", "uuid_generate_v4"}
)
STABLE = frozenset(
    {
        "now",
        "current_setting",
        "statement_timestamp",
        "transaction_timestamp",
        "txid_current",
        "pg_current_xact_id",
    }
)
STABLE_WORDS = frozenset(
    {
        "current_date",
        "current_time",
        "current_timestamp",
        "localtime",
        "localtimestamp",
        "current_user",
        "session_user",
        "current_role",
    }
)


@dataclass(frozen=True, slots=True)
class RoutineParts:
    """A routine's statement.

    Shape: `header` are the tokens before the body, without those in brackets; `body` those of the body, which
           for a quoted body count from its beginning.
    """

    header: tuple[Token, ...]
    body: tuple[Token, ...]

    def says(self, *words: str) -> bool:
        """Say whether these words stand next to each other before the body."""
        return any(self._at(place, words) for place in range(len(self.header)))

    def after(self, *words: str) -> tuple[Token, ...] | None:
        """Give what follows these words before the body, None where they do not stand there."""
        for place in range(len(self.header)):
            if self._at(place, words):
                return self.header[place + len(words) :]
        return None

    @property
    def language(self) -> str:
        """The language, in lower case."""
        found = self.after("language")
        return (found[0].name or found[0].string or "").lower() if found else "sql"

    @property
    def search_path(self) -> tuple[str, ...] | None:
        """The schemas that SET search_path fixes, None where nothing does."""
        found = self.after("set", "search_path")
        if found is None:
            return None
        values = []
        for token in found[1:]:
            if token.word in _ENDS_A_LIST:
                break
            if token.text != ",":
                values.append(token.name if token.string is None else token.string)
        return tuple(value or "" for value in values)

    def _at(self, place: int, words: Sequence[str]) -> bool:
        return tuple(token.word for token in self.header[place : place + len(words)]) == tuple(words)


@per_database
def routines(database: Database) -> list[Function]:
    """Give all functions and procedures, in order."""
    return facts(database, Function)


@cache
def routine_parts(definition: str) -> RoutineParts:
    """Give the parts of a CREATE FUNCTION or PROCEDURE as the server prints it.

    Source: pg_get_functiondef: options, then AS and a quoted body, or RETURN, or BEGIN ATOMIC.
    """
    tokens = tuple(lex(definition))
    header: list[Token] = []
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if depth or token.text == ")":
            continue
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.word == "as" and following and following.string is not None:
            return RoutineParts(tuple(header), tuple(lex(following.string)))
        if token.word == "return" or (token.word == "begin" and following and following.word == "atomic"):
            return RoutineParts(tuple(header), tokens[at:])
        header.append(token)
    return RoutineParts(tuple(header), ())


def statements(body: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """Give the tokens between semicolons; BEGIN stands before the first statement of its block."""
    found: list[Token] = []
    for token in body:
        if token.text == ";":
            yield tuple(found)
            found = []
        else:
            found.append(token)
    if found:
        yield tuple(found)


def calls(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """Give the place and name of each call, in lower case as far as it is unquoted."""
    for at, token in enumerate(tokens[:-1]):
        if token.name is not None and tokens[at + 1].text == "(":
            yield at, token.name


@per_database
def _mentioned(database: Database) -> frozenset[str]:
    return frozenset(
        token.name
        for routine in routines(database)
        for token in routine_parts(routine.definition).body
        if token.name is not None
    )


def bodies_mention(database: Database, name: str) -> bool:
    """Say whether the body of any declared routine uses the name."""
    return name in _mentioned(database)
