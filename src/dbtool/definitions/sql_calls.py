"""Calls of functions in a SELECT or CALL, read from sqlfluff's parse tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, folded, lex
from dbtool.errors import InvalidDefinition

if TYPE_CHECKING:
    from sqlfluff.core import Linter
    from sqlfluff.core.parser import BaseSegment

_CLAUSES = frozenset({"select_clause", "from_clause"})
_DIMENSIONS = frozenset({"by_range", "by_hash"})


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the text; None for NULL, `true` and `false` for the words."""

    text: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call with its arguments; an argument that is no constant is None."""

    name: str
    positional: tuple[Constant | Call | None, ...]
    named: Mapping[str, Constant | Call | None]


def read_calls(statement: SqlStatement) -> list[Call]:
    """Give the calls of a SELECT or CALL that consists of nothing else.

    Errors: InvalidDefinition if there is more to the statement, or sqlfluff cannot parse it.
    """
    tree = parsed(statement)
    found = next(tree.recursive_crawl("select_statement", "call_statement"), None) if tree else None
    if found is None:
        raise InvalidDefinition(
            "this statement could not be parsed",
            hint="write it as plain calls: SELECT create_hypertable('market_data', 'time')",
            origin=statement.origin,
        )
    clauses = [child for child in found.segments if child.is_code and not child.is_type("keyword")]
    extra = [child for child in clauses if not child.is_type("function", *_CLAUSES)]
    if extra or any(found.recursive_crawl("table_reference")):
        raise InvalidDefinition(
            "a call of TimescaleDB must stand in a plain SELECT",
            hint="leave out WHERE, joins and conditions; dbtool runs it only where it is needed",
            origin=statement.origin,
        )
    return [_call(function) for function in found.recursive_crawl("function", recurse_into=False)]


def parsed(statement: SqlStatement) -> BaseSegment | None:
    """Give sqlfluff's parse tree of the statement, None if a part of it could not be parsed."""
    tree = _linter().parse_string(statement.sql).tree
    if tree is None or next(tree.recursive_crawl("unparsable"), None):
        return None
    return tree


@cache
def _linter() -> Linter:
    # Imported here: see sql_tokens. Without a path no configuration file of the user is read.
    from sqlfluff.core import FluffConfig, Linter

    return Linter(config=FluffConfig(overrides={"dialect": "postgres", "templater": "raw"}))


def _call(function: BaseSegment) -> Call:
    name = next(function.recursive_crawl("function_name_identifier"))
    positional: list[Constant | Call | None] = []
    named: dict[str, Constant | Call | None] = {}
    for argument in _arguments(function):
        if argument.is_type("named_argument"):
            value = next(argument.recursive_crawl("expression"), None)
            named[folded(argument.raw_segments[0].raw)] = _value(value) if value else None
        else:
            positional.append(_value(argument))
    return Call(folded(name.raw), tuple(positional), named)


def _arguments(function: BaseSegment) -> Iterator[BaseSegment]:
    bracketed = next(function.recursive_crawl("bracketed"))
    for child in bracketed.segments:
        if child.is_code and not child.is_type("start_bracket", "end_bracket", "comma"):
            yield child


def _value(expression: BaseSegment) -> Constant | Call | None:
    function = next(expression.recursive_crawl("function"), None)
    if function and function.raw == expression.raw:
        call = _call(function)
        if call.name in _DIMENSIONS:
            return call
    return constant(tuple(lex(expression.raw)))


def constant(tokens: Sequence[Token]) -> Constant | None:
    """Give the constant that the tokens spell, casts and types left out; None if they spell none."""
    tokens = _without_casts(tokens)
    if len(tokens) == 1 and tokens[0].string is not None:
        return Constant(tokens[0].string)
    if len(tokens) == 1 and tokens[0].word in {"true", "false", "null"}:
        return Constant(None if tokens[0].word == "null" else tokens[0].word)
    if tokens and tokens[-1].kind == "numeric_literal":
        sign = "".join(token.text for token in tokens[:-1])
        return Constant(sign.replace("+", "") + tokens[-1].text) if sign in {"", "-", "+"} else None
    if len(tokens) > 1 and tokens[-1].string is not None and all(token.word for token in tokens[:-1]):
        return Constant(tokens[-1].string)
    if len(tokens) == 3 and tokens[0].word == "interval" and tokens[1].string is not None and tokens[2].word:
        # INTERVAL '7' DAY: only a bare number has the unit for its own.
        amount = tokens[1].string.strip()
        return Constant(f"{amount} {tokens[2].word}") if amount.lstrip("+-").isdecimal() else None
    return None


def _without_casts(tokens: Sequence[Token]) -> Sequence[Token]:
    """Give the tokens without casts and brackets round the whole."""
    while True:
        depth, cut = 0, None
        closed = []
        for place, token in enumerate(tokens):
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0:
                closed.append(place)
                cut = place if cut is None and token.kind == "casting_operator" else cut
        last = len(tokens) - 1
        if cut is not None:
            tokens = tokens[:cut]
        elif last > 0 and tokens[0].text == "(" and closed == [last]:
            tokens = tokens[1:last]
        elif last > 0 and tokens[0].word == "cast" and closed == [0, last]:
            ends = [place for place, token in enumerate(tokens) if token.word == "as"]
            tokens = tokens[2 : ends[-1]] if ends else ()
        else:
            return tokens
