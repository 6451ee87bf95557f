"""Composite literals of Go source, as far as tables of test cases need them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
      | `(?P<raw>[^`]*)`
      | (?P<quoted>"(?:[^"\\\n]|\\.)*")
      | (?P<rune>'(?:[^'\\\n]|\\.)+')
      | (?P<word>\w+)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
OPENING, CLOSING = "({[", ")}]"


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a sign, or a string literal with its value."""

    text: str
    is_string: bool = False


def tokens(source: str) -> list[Token]:
    """Give the tokens of Go source, without spaces and comments."""
    return list(_tokens(source))


def _tokens(source: str) -> Iterator[Token]:
    for match in TOKEN.finditer(source):
        if match["raw"] is not None:
            yield Token(match["raw"], is_string=True)
        elif match["quoted"] is not None:
            yield Token(json.loads(match["quoted"]), is_string=True)
        elif match["space"] is None:
            yield Token(match[0])


def elements(found: list[Token], type_name: str) -> Iterator[dict[str, list[Token]]]:
    """Give each struct in literals `[]type_name{{…}, {…}}`: the tokens of the value of each field."""
    for at in range(len(found) - 1):
        if found[at] == Token(type_name) and found[at + 1] == Token("{") and found[at - 1] == Token("]"):
            for inner in _split(_inside(found, at + 1)):
                if inner[0] == Token("{"):
                    yield dict(_fields(_inside(inner, 0)))


def strings(value: list[Token]) -> list[str]:
    """Give the string literals among the tokens."""
    return [token.text for token in value if token.is_string]


def _inside(found: list[Token], at: int) -> list[Token]:
    depth = 0
    for end in range(at, len(found)):
        depth += _step(found[end])
        if depth == 0:
            return found[at + 1 : end]
    raise ValueError("a bracket is not closed")


def _split(found: list[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    depth = 0
    for token in found:
        depth += _step(token)
        if depth == 0 and token == Token(","):
            yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def _fields(found: list[Token]) -> Iterator[tuple[str, list[Token]]]:
    for part in _split(found):
        if len(part) > 2 and part[1] == Token(":"):
            yield part[0].text, part[2:]


def _step(token: Token) -> int:
    if token.is_string:
        return 0
    return (token.text in OPENING) - (token.text in CLOSING)
