"""The bucket of an aggregate, found in its query as the server prints it.

Times are handled as points, so that one sort of range serves all types: microseconds since 1970, or the
number itself where time is one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

from dbtool.definitions.sql_tokens import Token, lex, parts, path_at

FUNCTION = "time_bucket"
TIME_ARGUMENT = "ts"
OPENING, CLOSING = frozenset("(["), frozenset(")]")

_EPOCH = "({value} * interval '1 microsecond' + timestamp 'epoch')"
# From a point to a value of the type. What has no time zone is taken for UTC, as TimescaleDB keeps it.
VALUES: Mapping[str, LiteralString] = {
    "timestamp with time zone": "(" + _EPOCH + " AT TIME ZONE 'UTC')",
    "timestamp without time zone": _EPOCH,
    "date": "(" + _EPOCH + ")::date",
    "smallint": "{value}::smallint",
    "integer": "{value}::integer",
    "bigint": "{value}::bigint",
}
NUMBERS = frozenset({"smallint", "integer", "bigint"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """The column that an aggregate is grouped by in time.

    Shape: `before` and `behind` are the text of the call around its time argument `time`; `groups` is what
           the query groups by, as words.
    """

    column: str
    type: str
    before: str
    time: str
    behind: str
    groups: tuple[str, ...]

    @property
    def name(self) -> sql.Identifier:
        """The column's name."""
        return sql.Identifier(self.column)

    def start(self, value: sql.Composable) -> sql.Composable:
        """Give the start of the bucket that the value falls into."""
        typed = sql.SQL("{}::{}").format(value, raw(self.type))
        return sql.Composed([raw(self.before), typed, raw(self.behind)])

    def value(self, point: sql.Composable) -> sql.Composable:
        """Give the value of a point."""
        return sql.SQL(VALUES[self.type]).format(value=point)

    def point(self, value: sql.Composable) -> sql.Composable:
        """Give the point of a value."""
        if self.type in NUMBERS:
            return sql.SQL("({})::bigint").format(value)
        return sql.SQL("(extract(epoch FROM {}) * 1000000)::bigint").format(value)

    def start_of_point(self, point: sql.Composable) -> sql.Composable:
        """Give, as a point, the start of the bucket that a point falls into."""
        return self.point(self.start(self.value(point)))


def raw(text: str) -> sql.SQL:
    """Give the server's own text as a part of a statement."""
    return sql.SQL(text)


def bucket_of(definition: str, columns: Sequence[tuple[str, str]]) -> Bucket | None:
    """Give the bucket of a query, None where no column of its own is one of a known type.

    Shape: `columns` are the query's columns in their order, each with its type as the server prints it.
    """
    tokens = tuple(lex(definition))
    start, end = clause(tokens, "select"), clause(tokens, "from")
    if start is None or end is None:
        return None
    for item, (column, type_) in zip(parts(tokens[start + 1 : end]), columns, strict=False):
        call = _call(item)
        if call is not None and type_ in VALUES:
            first, time, last = call
            return Bucket(
                column=column,
                type=type_,
                before=definition[first.start : time[0].start],
                time=definition[time[0].start : time[-1].end],
                behind=definition[time[-1].end : last.end],
                groups=_groups(tokens),
            )
    return None


def clause(tokens: Sequence[Token], word: str) -> int | None:
    """Give the place of a word outside of all brackets, None if it is not there."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if depth == 0 and token.word == word:
            return place
    return None


def _call(item: Sequence[Token]) -> tuple[Token, Sequence[Token], Token] | None:
    """Give first token, time argument and last token of a column that is a call of time_bucket."""
    path, place = path_at(item, 0)
    if not path or path[-1] != FUNCTION or place >= len(item) or item[place].text != "(":
        return None
    close = _closing(item, place)
    if close != len(item) - 1 and item[close + 1].word != "as":
        return None
    arguments = parts(item[place + 1 : close])
    named = next((part for part in arguments if part[0].name == TIME_ARGUMENT and part[1].text == "=>"), None)
    if named is not None:
        return item[0], named[2:], item[close]
    return (item[0], arguments[1], item[close]) if len(arguments) > 1 else None


def _closing(item: Sequence[Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(item)):
        depth += (item[place].text in OPENING) - (item[place].text in CLOSING)
        if depth == 0:
            return place
    return len(item) - 1


def _groups(tokens: Sequence[Token]) -> tuple[str, ...]:
    start, end = clause(tokens, "group"), clause(tokens, "having")
    return () if start is None else tuple(token.text for token in tokens[start:end])
