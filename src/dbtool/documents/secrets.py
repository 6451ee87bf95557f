"""Passwords in a text, which no message may repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from dbtool.definitions.sql_tokens import Token, lex

MASK = "'***'"
_BEFORE = frozenset({"password", "secret", "passphrase"})


def masked(sql: str) -> str:
    """Give the statement with every literal password replaced."""
    found = []
    at = 0
    for token in _secret_tokens(tuple(lex(sql))):
        found += [sql[at : token.start], MASK]
        at = token.end
    return "".join([*found, sql[at:]])


def without_secrets(text: str, sql: str) -> str:
    """Give what the server said of the statement, without the passwords that stand in it."""
    for token in _secret_tokens(tuple(lex(sql))):
        for secret in (token.text, token.string or "", *_inside(token.string or "")):
            text = text.replace(secret, MASK) if secret else text
    return text


def _inside(connection: str) -> list[str]:
    """Give the passwords of a connection string: `password=…`, or what stands before the @ of a URL."""
    words = connection.split()
    found = [word.partition("=")[2].strip("'") for word in words if word.lower().startswith("password=")]
    url = urlsplit(connection) if _is_url(connection) else None
    return [*found, *([url.password] if url and url.password else [])]


def _is_url(text: str) -> bool:
    return text.startswith(("postgres://", "postgresql://")) and "@" in text


def _secret_tokens(code: Sequence[Token]) -> Iterator[Token]:
    for place, token in enumerate(code):
        value = token.string
        if value is None:
            continue
        before = code[place - 1] if place else None
        follows = before is not None and (before.word in _BEFORE or _named(code, place))
        if (follows and value != "env" and not value.startswith("env:")) or _inside(value):
            yield token


def _named(code: Sequence[Token], place: int) -> bool:
    """Say whether the constant is the value of `password = '…'`."""
    return place > 1 and code[place - 1].text == "=" and code[place - 2].word in _BEFORE
