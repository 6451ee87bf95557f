"""Tokens of SQL text, by the matchers of sqlfluff's postgres lexer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

Matcher = Callable[[str, int], int]

_SKIPPED = frozenset({"whitespace", "newline", "inline_comment", "block_comment"})
# sqlfluff 4.5 ends `/* a //* b */ */` at its first `*/`: it overlooks the nested comment that the second
# slash of `//*` opens.
_BLOCK_COMMENT = r"/\*(?>[^*/]+|\*(?!/)|/(?!\*)|(?R))*+\*/"
# MySQL's quotes, which sqlfluff inherits from ANSI; a backtick never hides a semicolon from PostgreSQL.
_FOREIGN = frozenset({"back_quote"})
_TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "off", "0"})
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMERIC = frozenset("01234567xuU")


class Token(NamedTuple):
    """One token that is neither space nor comment.

    Shape: `kind` is sqlfluff's name of the matcher, or `unknown` for a character that begins no token;
           `start` counts from the beginning of the text.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def word(self) -> str:
        """The word in lower case; empty for a quoted name and for what is no word."""
        return self.text.lower() if self.kind == "word" else ""

    @property
    def name(self) -> str | None:
        """The name as the server stores it, or None if the token is no name."""
        if self.kind == "word":
            return folded(self.text)
        if self.kind == "double_quote":
            return self.text[1:-1].replace('""', '"')
        return None

    @property
    def string(self) -> str | None:
        """The value of a string constant, or None if the token is none."""
        if self.kind == "single_quote":
            return self.text[1:-1].replace("''", "'")
        if self.kind == "escaped_single_quote":
            return _unescaped(self.text[2:-1])
        if self.kind == "dollar_quote":
            mark = self.text.index("$", 1) + 1
            return self.text[mark:-mark]
        return None


def lex(text: str) -> Iterator[Token]:
    """Give the tokens of the text in order, without space and comments."""
    at, end = 0, len(text)
    while at < end:
        kind, stop = "unknown", at + 1
        for name, match in _matchers(text[at]):
            found = match(text, at)
            if found > at:
                kind, stop = name, found
                break
        if kind not in _SKIPPED and not (kind == "unknown" and text[at].isspace()):
            yield Token(kind, text[at:stop], at)
        at = stop


def path_of(text: str) -> tuple[str, ...]:
    """Give the parts of a dotted name as the server reads them in a string; empty if it is no name."""
    tokens = tuple(lex(text))
    path, end = path_at(tokens, 0)
    return path if end == len(tokens) == 2 * len(path) - 1 else ()


def names_of(text: str) -> tuple[str, ...] | None:
    """Give the names of a list such as `symbol, "Exchange"`, or None if it is no such list."""
    found = []
    for part in parts(tuple(lex(text))):
        if len(part) != 1 or part[0].name is None:
            return None
        found.append(part[0].name)
    return tuple(found)


def parts(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    """Give the tokens between the commas that stand outside all brackets; nothing for no tokens."""
    found: list[list[Token]] = [[]] if tokens else []
    depth = 0
    for token in tokens:
        depth += (token.text in {"(", "["}) - (token.text in {")", "]"})
        if token.text == "," and depth == 0:
            found.append([])
        else:
            found[-1].append(token)
    return [tuple(part) for part in found]


def path_at(code: Sequence[Token], start: int) -> tuple[tuple[str, ...], int]:
    """Give the dotted name that begins at a place and the place after it; empty if there is no name."""
    path: list[str] = []
    place = start
    while place < len(code) and code[place].name is not None:
        path.append(code[place].name or "")
        place += 1
        if place >= len(code) or code[place].text != ".":
            break
        place += 1
    return tuple(path), place


def truth(text: str) -> bool | None:
    """Give what the text says as a boolean of the server, None if it says nothing of the kind."""
    word = text.strip().lower()
    return True if word in _TRUE else False if word in _FALSE else None


def listed(text: str) -> frozenset[str]:
    """Give the words of a list that is written as a sentence."""
    return frozenset(text.split())


def folded(name: str) -> str:
    """Give an unquoted name as the server folds it: ASCII letters only."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)


@cache
def _matchers(first: str) -> tuple[tuple[str, Matcher], ...]:
    """Give the matchers, in order, that can begin with this character.

    Trying all 60 at each place, and copying the rest of the text for each as sqlfluff's own loop does, takes
    ten times as long and grows with the square of the text.
    """
    return tuple((kind, match) for kind, match, begins in _all_matchers() if begins(first))


@cache
def _all_matchers() -> tuple[tuple[str, Matcher, Callable[[str], bool]], ...]:
    # Imported here: 0.3 s that a command without SQL definitions does not need.
    import regex  # type: ignore[import-untyped]  # its stubs are a package of their own
    from sqlfluff.core.dialects import dialect_selector
    from sqlfluff.core.parser.lexer import RegexLexer

    def by_pattern(name: str, template: str) -> tuple[str, Matcher, Callable[[str], bool]]:
        pattern = regex.compile(template, regex.DOTALL)

        def match(text: str, at: int) -> int:
            found = pattern.match(text, at)
            return int(found.end()) if found else -1

        return name, match, lambda first: pattern.match(first, partial=True) is not None

    def by_text(name: str, template: str) -> tuple[str, Matcher, Callable[[str], bool]]:
        def match(text: str, at: int) -> int:
            return at + len(template) if text.startswith(template, at) else -1

        return name, match, lambda first: template.startswith(first)

    found = []
    for matcher in dialect_selector("postgres").get_lexer_matchers():
        template = _BLOCK_COMMENT if matcher.name == "block_comment" else matcher.template
        if matcher.name not in _FOREIGN:
            make = by_pattern if isinstance(matcher, RegexLexer) else by_text
            found.append(make(matcher.name, template))
    return tuple(found)


def _unescaped(text: str) -> str | None:
    """Give the value of what stands between the quotes of E'…'; None where it has numeric escapes."""
    found, at = [], 0
    while at < len(text):
        letter = text[at]
        following = text[at + 1 : at + 2]
        if letter not in {"'", "\\"}:
            found.append(letter)
            at += 1
            continue
        if letter == "\\" and following in _NUMERIC:
            return None
        found.append(_ESCAPES.get(following, following) if letter == "\\" else letter)
        at += 2
    return "".join(found)
