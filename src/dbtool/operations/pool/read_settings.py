"""Which settings of its own an application has to set: those that policies and functions read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from dbtool.definitions.contract import Definitions
from dbtool.definitions.sql_tokens import lex
from dbtool.kinds.access.policy import Policy
from dbtool.kinds.routines.function import Function
from dbtool.model.fact import Expr

CALL = "current_setting"


def settings_read(definitions: Definitions) -> Iterator[str]:
    """Give the names that `current_setting` is called with; only those with a dot are an application's."""
    for text in _texts(definitions):
        for name in _named(text):
            if "." in name:
                yield name


def _texts(definitions: Definitions) -> Iterator[str]:
    for fact in definitions.facts:
        if isinstance(fact, Policy | Function):
            values = (getattr(fact, field.name) for field in fields(fact))
            yield from (value for value in values if isinstance(value, Expr))
    yield from (statement.sql for statement in definitions.statements)


def _named(text: str) -> Iterator[str]:
    if CALL not in text.lower():
        return
    tokens = list(lex(text))
    for at, token in enumerate(tokens):
        if token.kind == "dollar_quote":
            yield from _named(token.string or "")
        elif token.word == CALL and len(tokens) > at + 2:
            yield tokens[at + 2].string or ""
