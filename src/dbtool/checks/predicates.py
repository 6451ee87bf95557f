"""What the expression of a policy is, as far as its tokens tell."""

from __future__ import annotations

from collections.abc import Sequence

from dbtool.checks.policies import tenant_columns
from dbtool.checks.settings_read import closing
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.kinds.access.policy import Policy
from dbtool.model.database import Database


def is_true(text: str | None) -> bool:
    """Say whether the expression is the constant true."""
    return _constant(text) == "true"


def is_constant(text: str | None) -> bool:
    """Say whether the expression is true or false for every row."""
    return _constant(text) in {"true", "false"}


def admits_others(database: Database, policy: Policy) -> bool:
    """Say whether USING admits rows besides those of who asks: `user_id = … OR is_public`."""
    tokens = tuple(lex(policy.using or ""))
    while tokens and tokens[0].text == "(" and closing(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return bool(tenant_columns(database, policy)) and "or" in _outside_brackets(tokens)


def _constant(text: str | None) -> str | None:
    words = [token.word for token in lex(text or "") if token.text not in "()"]
    return words[0] if len(words) == 1 else None


def _outside_brackets(tokens: Sequence[Token]) -> list[str]:
    found, at = [], 0
    while at < len(tokens):
        found.append(tokens[at].word)
        at = closing(tokens, at) + 1 if tokens[at].text == "(" else at + 1
    return found
