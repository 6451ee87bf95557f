"""Exclusion constraints: `{using: gist, elements: ["room with =", "during with &&"]}`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dbtool.definitions.printed import index_parts
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.definitions.writing.indexes import element
from dbtool.definitions.writing.spelling import bare, sql
from dbtool.kinds.relations.constraint import Constraint


def exclusion(fact: Constraint) -> dict[str, Any] | None:
    """Give the long spelling, None for one that no form can say."""
    without_operators, operators = _split(fact.definition)
    found = index_parts(without_operators)
    if found.options is not None or found.nulls_not_distinct:
        return None
    long: dict[str, Any] = {
        "using": found.method,
        "elements": [
            f"{element(part)} with {operator}"
            for part, operator in zip(found.elements, operators, strict=True)
        ],
    }
    if found.include:
        long["include"] = list(found.include)
    if found.where is not None:
        long["where"] = sql(bare(found.where))
    return long


def _split(definition: str) -> tuple[str, list[str]]:
    """Give the definition as that of an index, and the operators that stood behind its keys."""
    tokens = list(lex(definition))
    opening = next(at for at, token in enumerate(tokens) if token.text == "(")
    text, operators, copied, depth, at = "", [], tokens[1].start, 0, opening
    while at < len(tokens):
        depth += _step(tokens[at])
        if depth == 0:
            break
        if depth == 1 and tokens[at].word == "with":
            end = _end(tokens, at + 1)
            operators.append(definition[tokens[at + 1].start : tokens[end - 1].end])
            text += definition[copied : tokens[at].start].rstrip()
            copied, at = tokens[end].start, end
            continue
        at += 1
    return text + definition[copied:], operators


def _end(tokens: Sequence[Token], start: int) -> int:
    """Give the place of the comma or bracket behind an operator, which may be OPERATOR(schema.=)."""
    depth, at = 0, start
    while depth or tokens[at].text not in {",", ")"}:
        depth += _step(tokens[at])
        at += 1
    return at


def _step(token: Token) -> int:
    return (token.text in {"(", "["}) - (token.text in {")", "]"})
