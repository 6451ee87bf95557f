"""The one query that a function consists of, where it consists of one, and its arguments' names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from dbtool.definitions.sql_tokens import Token, lex, parts
from dbtool.rls.evaluate.into import read_and_returned
from dbtool.rls.facts import Function

_MODES = frozenset({"in", "inout", "variadic"})
_QUERIES = frozenset({"select", "with", "values"})
# The rest of a body that can have no meaning as a query by itself.
_WRITES = frozenset("insert update delete merge truncate perform execute".split())


def single_query(function: Function) -> str | None:
    """Give the query whose rows the function returns; None where it is no such function.

    Shape: LANGUAGE sql of one statement, in either form of body, and plpgsql that only returns something, or
           reads one row before that.
    """
    body = function.body
    tokens = tuple(lex(body))
    if function.language == "plpgsql":
        words = [token.word for token in tokens]
        declared = words.index("begin") if words[:1] == ["declare"] and "begin" in words else 0
        inner = _between(tokens[declared:], "begin", "end")
        if _writes(inner):
            return None
        return _returned(body, inner) or read_and_returned(body, inner)
    if function.language != "sql" or not tokens:
        return None
    if tokens[0].word == "return":
        return _returned(body, tokens)
    if [token.word for token in tokens[:2]] == ["begin", "atomic"]:
        tokens = _between(tokens[1:], "atomic", "end")
    return _alone(body, tokens)


def argument_names(function: Function) -> list[str | None]:
    """Give the names of the arguments in order, None for one without a name."""
    found: list[str | None] = []
    listed = [part[1:] if part[0].word in _MODES else part for part in parts(tuple(lex(function.arguments)))]
    for number, type_name in enumerate(function.argument_types):
        part = listed[number] if number < len(listed) else ()
        text = function.arguments[part[0].start : part[-1].end] if part else type_name
        found.append(None if text == type_name else part[0].name)
    return found


def is_tree(function: Function) -> bool:
    """Say whether the server keeps the body as a tree, and prints it with names as the session sees them."""
    words = [token.word for token in islice(lex(function.body), 2)]
    return function.language == "sql" and (words[:1] == ["return"] or words == ["begin", "atomic"])


def _between(tokens: Sequence[Token], first: str, last: str) -> tuple[Token, ...]:
    inner = tuple(tokens)
    while inner and inner[-1].text == ";":
        inner = inner[:-1]
    if len(inner) < 2 or inner[0].word != first or inner[-1].word != last:
        return ()
    return inner[1:-1]


def _returned(body: str, tokens: Sequence[Token]) -> str | None:
    """Give what RETURN is followed by, as a query."""
    if not tokens or tokens[0].word != "return":
        return None
    rest = tokens[1:]
    if rest and rest[0].word == "query":
        return _alone(body, rest[1:])
    while rest and rest[-1].text == ";":
        rest = rest[:-1]
    if not rest or any(token.text == ";" for token in rest) or _writes(rest):
        return None
    return "SELECT " + body[rest[0].start : rest[-1].end]


def _alone(body: str, tokens: Sequence[Token]) -> str | None:
    while tokens and tokens[-1].text == ";":
        tokens = tokens[:-1]
    if not tokens or tokens[0].word not in _QUERIES:
        return None
    if any(token.text == ";" for token in tokens) or _writes(tokens):
        return None
    return body[tokens[0].start : tokens[-1].end]


def _writes(tokens: Sequence[Token]) -> bool:
    return any(token.word in _WRITES for token in tokens)
