"""Changes to a statement's text by the places of its tokens: what is not touched stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dbtool.definitions.sql_tokens import Token


class Edit(NamedTuple):
    """The text between two offsets becomes another one."""

    start: int
    end: int
    text: str


def edited(sql: str, edits: Iterable[Edit]) -> str:
    """Give the text with the edits carried out; they must not overlap."""
    found: list[str] = []
    at = 0
    for edit in sorted(edits):
        found += [sql[at : edit.start], edit.text]
        at = edit.end
    return "".join([*found, sql[at:]])


def insert(offset: int, text: str) -> Edit:
    """Give the edit that puts a text in."""
    return Edit(offset, offset, text)


def replace_tokens(tokens: Sequence[Token], text: str) -> Edit:
    """Give the edit that replaces neighbouring tokens."""
    return Edit(tokens[0].start, tokens[-1].end, text)


def cut(sql: str, tokens: Sequence[Token]) -> Edit:
    """Give the edit that takes neighbouring tokens out, with the space before them on their line."""
    start = tokens[0].start
    while start and sql[start - 1] in " \t":
        start -= 1
    return Edit(start, tokens[-1].end, "")


def find_words(code: Sequence[Token], *words: str, start: int = 0) -> int | None:
    """Give the place of the first run of these words, None where there is none."""
    for place in range(start, len(code) - len(words) + 1):
        if all(code[place + n].word == word for n, word in enumerate(words)):
            return place
    return None


def closing(code: Sequence[Token], start: int) -> int:
    """Give the place of the bracket that closes the one at `start`; the last place where none does."""
    depth = 0
    for place in range(start, len(code)):
        depth += (code[place].text in "([") - (code[place].text in ")]")
        if depth == 0:
            return place
    return len(code) - 1
