"""DO blocks that make roles where they are missing, since CREATE ROLE has no IF NOT EXISTS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.sql_facts import Recognised
from dbtool.definitions.sql_refuse import is_role_grant
from dbtool.definitions.sql_roles import ROLE_WORDS, recognise_membership, recognise_role
from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, lex

_SINGLE = frozenset({"begin", "else", "exception"})
_SILENT = frozenset({"null", "raise", "return"})


def recognise_roles_in_block(statement: SqlStatement) -> Recognised | None:
    """Give the roles that a DO block makes; None if it makes none, or does anything besides."""
    if statement.code[0].word != "do":
        return None
    text = next((token.string for token in statement.code if token.string is not None), "")
    found = []
    for code in _statements(tuple(lex(text))):
        known = _recognised(_statement(code, text, statement))
        if known is None:
            return None
        found.append(known)
    if not any(one.facts for one in found):
        return None
    return Recognised(
        origin=statement.origin,
        facts=tuple(fact for one in found for fact in one.facts),
        amendments=tuple(change for one in found for change in one.amendments),
    )


def _recognised(statement: SqlStatement) -> Recognised | None:
    if is_role_grant(statement.code):
        return recognise_membership(statement)
    return recognise_role(statement) if statement.code[1:2] and _of_role(statement) else None


def _of_role(statement: SqlStatement) -> bool:
    return bool({token.word for token in statement.code[1:3]} & ROLE_WORDS)


def _statement(code: Sequence[Token], text: str, block: SqlStatement) -> SqlStatement:
    start, end = code[0].start, code[-1].end
    moved = tuple(token.moved(-start) for token in code)
    return SqlStatement(text[start:end], block.origin, block.settings, moved)


def _statements(code: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Give the statements of a block without what only frames them."""
    place = 0
    while place < len(code):
        behind = _behind_frame(code, place)
        if behind == place:
            behind = _behind(code, place, ";")
            yield code[place : behind - (code[behind - 1].text == ";")]
        place = behind


def _behind_frame(code: Sequence[Token], place: int) -> int:
    """Give the place behind what frames statements, or the same place where one begins."""
    word = code[place].word
    # The condition under which a role is missing, or what is caught where it is not.
    if word == "when" or [token.word for token in code[place : place + 3]] == ["if", "not", "exists"]:
        return _behind(code, place, "then")
    if word in _SILENT:
        return _behind(code, place, ";")
    if word == "end":
        return place + 1 + (place + 1 < len(code) and code[place + 1].word == "if")
    return place + (word in _SINGLE or code[place].text == ";")


def _behind(code: Sequence[Token], place: int, text: str) -> int:
    found = (at for at in range(place, len(code)) if code[at].text.lower() == text)
    return next(found, len(code) - 1) + 1
