"""Tokens of SQL text, as PostgreSQL's own lexer cuts it, and what psql reads before the server does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

_STRING = "'(?:[^']|'')*'"
_UESCAPE = r"(?:\s*UESCAPE\s*'[^0-9A-Fa-f'+\-\s)]')?"
_NAME = r"[^\W\d][\w$]*"
# The first that fits is it. What psql reads itself is told from SQL, so that it can be refused by its name.
_KINDS: Mapping[str, str] = {
    "space": r"\s+|--[^\n]*",
    # By far the most tokens, first: a word that can begin nothing else.
    "plain_word": rf"(?!(?i:[ebx]'|u&|copy\b)){_NAME}",
    "block_comment": r"/\*",
    "single_quote": _STRING,
    "double_quote": r'"(?:[^"]|"")*"',
    "dollar_quote": r"\$(?P<tag>\w*)\$.*?\$(?P=tag)\$",
    "numeric_literal": (
        r"(?>\d+(?:_\d+)*\.\d+(?:_\d+)*|\d+(?:_\d+)*\.(?![.\w])|\.\d+(?:_\d+)*|\d+(?:_\d+)*)"
        r"(?:\.?[eE][+-]?\d+)?(?:(?<=\.)|\b)"
    ),
    "unicode_single_quote": f"(?i:U&{_STRING}{_UESCAPE})",
    "escaped_single_quote": r"[eE]'(?:[^'\\]|\\.|'')*'",
    "unicode_double_quote": f'(?i:U&"(?:[^"]|"")+"{_UESCAPE})',
    "bit_string_literal": "[bBxX]'[0-9a-fA-F]*'",
    "casting_operator": "::",
    "meta_command": (r"\\(?!gset|gexec|crosstabview\b|copy\b|set\b)[^\\\r\n]+(?:\\\\|(?=\n)|(?=\r\n))?"),
    "dollar_numeric_literal": r"\$\d+",
    "postgres_copy_stdin_data_block": (
        r"(?i:COPY\b(?:[^;']|'(?:[^']|'')*')*?\bFROM\b\s+STDIN\b(?:[^;']|'(?:[^']|'')*')*?;[ \t]*\r?\n"
        r"(?:[^\r\n]*\r?\n)*?\\\.[ \t]*(?=\r?\n|$))"
    ),
    "psql_copy_command": r"\\copy\b[^\r\n]+",
    "psql_set_command": r"\\set\b[^\r\n]*",
    "meta_command_query_buffer": r"\\[^\\\r\n]+",
    "word": _NAME,
    # Operators of several signs, as far as they have to be told from one; then the signs.
    "operator": (
        r"~~~|->>?|#>>?|@[>@?]|<@|\?[|&]|#-|<<<->|<->>>|<<->>|<->>|<<->|<->|<<#>>|<#>|<=>|<\+>|<<%|%>>|<%|%>"
        r"|&&&|&<\||<<\||\|&>|\|>>|~=|\|=\||!?~~?\*?|!!|=>|:="
    ),
    "symbol": r"[@=><!.,+\-/%?&|^*()\[\]{}:;]",
    "unknown": r".",
}
_TOKEN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()), re.DOTALL)
_WORDS = frozenset({"plain_word", "word"})
_COMMENT_MARK = re.compile(r"/\*|\*/")
_TRUE = frozenset({"true", "t", "yes", "y", "on", "1"})
_FALSE = frozenset({"false", "f", "no", "n", "off", "0"})
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_NUMERIC = frozenset("01234567xuU")


class Token(NamedTuple):
    """One token that is neither space nor comment.

    Shape: `kind` is one of `_KINDS`, or `unknown` for a character that begins no token;
           `start` counts from the beginning of the text; `word` is the word in lower case, empty for a quoted
           name and for what is no word.
    """

    kind: str
    text: str
    start: int
    word: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def moved(self, by: int) -> Token:
        """Give the token as it stands in a text that begins elsewhere."""
        kind, text, start, word = self
        return Token(kind, text, start + by, word)

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
    at = 0
    while at < len(text):
        for found in _TOKEN.finditer(text, at):
            at = found.end()
            kind = found.lastgroup or ""
            if kind == "block_comment":
                # A comment may hold others, so that where it ends is counted. One that is not closed is the
                # loose characters that it begins with.
                stop = _comment_end(text, found.start())
                if stop < 0:
                    yield Token("symbol", "/", found.start(), "")
                at = found.start() + 1 if stop < 0 else stop
                break
            if kind in _WORDS:
                word = found.group()
                yield Token("word", word, found.start(), word.lower())
            elif kind != "space":
                yield Token(kind, found.group(), found.start(), "")


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


def commented_extension(statement: str) -> str | None:
    """Give the name in COMMENT ON EXTENSION; None for any other statement."""
    if statement[:7].lower() != "comment":
        return None
    words = tuple(islice(lex(statement), 4))
    about = [token.word for token in words[:3]] == ["comment", "on", "extension"]
    return words[3].name if about and len(words) > 3 else None


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


def _comment_end(text: str, start: int) -> int:
    """Give the place after a block comment, in which others may be nested; -1 if it is not closed."""
    depth = 0
    for mark in _COMMENT_MARK.finditer(text, start):
        depth += 1 if mark.group() == "/*" else -1
        if depth == 0:
            return mark.end()
    return -1


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
