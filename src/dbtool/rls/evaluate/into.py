"""A plpgsql body that reads one row into a variable and returns something of it, as one query."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql

from dbtool.definitions.sql_tokens import Token
from dbtool.rls.evaluate.text import filled, name, raw


def read_and_returned(body: str, tokens: Sequence[Token]) -> str | None:
    """Give the query for `SELECT … INTO variable …; RETURN …`, the tokens between BEGIN and END; None else.

    Shape: without a row the variable is NULL, which is why the query gives a row all the same.
    """
    statements = _statements(tokens)
    if len(statements) != 2 or statements[0][0].word != "select" or statements[1][0].word != "return":
        return None
    reading, returning = statements[0], statements[1][1:]
    at = _into(reading)
    if at is None or not returning or returning[0].word in ("query", "next"):
        return None
    strict = reading[at + 1].word == "strict"
    start = at + 1 + strict
    variable, end = reading[start].name, start + 1
    rest_is_list = end < len(reading) and reading[end].text in (",", ".")
    if variable is None or rest_is_list:
        return None
    chosen = body[reading[0].start : reading[at].start]
    rest = body[reading[end - 1].end : reading[-1].end]
    result = body[returning[0].start : returning[-1].end]
    row = filled("SELECT * FROM ({}) AS chosen LIMIT 1", raw(f"{chosen} {rest}"))
    around = "SELECT {} FROM (SELECT 1) AS once LEFT JOIN LATERAL ({}) AS {} ({}) ON true"
    return filled(around, raw(result), raw(row), sql.Identifier("dbtool_into"), name(variable))


def _statements(tokens: Sequence[Token]) -> list[list[Token]]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.text == ";":
            found.append([])
        else:
            found[-1].append(token)
    return [statement for statement in found if statement]


def _into(tokens: Sequence[Token]) -> int | None:
    depth = 0
    for place, token in enumerate(tokens[:-1]):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and token.word == "into":
            return place
    return None
