"""Statements of an SQL definition file, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dbtool.definitions.sql_comments import OldName, old_names
from dbtool.definitions.sql_tokens import Token, lex
from dbtool.errors import InvalidDefinition, InvalidDefinitions, Origin

_COPY = "postgres_copy_stdin_data_block"
_META = frozenset(
    {"meta_command", "meta_command_query_buffer", "psql_copy_command", "psql_set_command", _COPY}
)
# What may be, or end in, something that nothing closes.
_QUOTES = frozenset({"unknown", "single_quote"})
_NESTS = frozenset({"(", ")", "atomic", "case", "end"})
# pg_dump frames its output with these since the security releases of August 2025; they change no object.
_DUMP_FRAME = ("\\restrict", "\\unrestrict")
_UNCLOSED = {"'": "string", '"': "quoted name", "$": "dollar-quoted string"}
ROWS = "definitions declare structure; load rows with a script of your own"
_CLOSE = "close it; everything after it is taken as its contents"
_META_HINTS = {
    "\\i": "put the file among the definitions, or use {% include %}",
    "\\c": "definitions are applied to one database; the command line names it",
    "\\s": "use Jinja: {% set name = value %} and {{ name }}",
}


class OnlyRows(InvalidDefinition):
    """The statement is one of those by which a dump fills tables and sequences: it declares nothing."""


@dataclass(frozen=True, slots=True)
class SqlStatement:
    """One statement, without its semicolon and the comments around it.

    Shape: `settings` are the SET statements of its file that are in force where it stands, to run before it;
           `tokens` are those of `sql`, kept so that nobody lexes twice; `old_names` is what comments say.
    """

    sql: str
    origin: Origin
    settings: tuple[str, ...] = ()
    tokens: tuple[Token, ...] = field(default=(), repr=False, compare=False)
    old_names: tuple[OldName, ...] = ()

    @property
    def code(self) -> tuple[Token, ...]:
        """The tokens of the statement."""
        return self.tokens or tuple(lex(self.sql))


class Places:
    """Turns offsets in a text into origins."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def __call__(self, offset: int) -> Origin:
        line = bisect_right(self._starts, offset)
        return Origin(self._file, line, offset - self._starts[line - 1] + 1)


@dataclass(slots=True)
class _Nesting:
    """How deep in brackets and BEGIN ATOMIC bodies the statement is, where a semicolon does not end it."""

    brackets: int = 0
    blocks: int = 0

    def read(self, token: Token, before: Sequence[Token]) -> None:
        word = token.word
        if token.text == "(":
            self.brackets += 1
        elif token.text == ")":
            self.brackets = max(0, self.brackets - 1)
        elif word == "atomic" and before and before[-1].word == "begin" and _is_routine(before):
            self.blocks += 1
        elif self.blocks and word in {"case", "end"} and not _is_label(before):
            self.blocks += 1 if word == "case" else -1

    @property
    def open(self) -> bool:
        return bool(self.brackets or self.blocks)


def split(text: str, file: str) -> tuple[SqlStatement, ...]:
    """Give the statements of `text` in order.

    Errors: InvalidDefinitions with every psql command, block of COPY data and unclosed quote or comment.
    """
    statements, errors = scan(text, file)
    if errors:
        raise InvalidDefinitions(errors)
    return statements


def scan(text: str, file: str) -> tuple[tuple[SqlStatement, ...], list[InvalidDefinition]]:
    """Give the statements of `text` and what is wrong with the rest of it."""
    text = text.removeprefix("\ufeff")
    places = Places(text, file)
    statements: list[SqlStatement] = []
    errors: list[InvalidDefinition] = []
    pending: list[Token] = []
    nesting = _Nesting()
    floor = 0
    for token in lex(text):
        # Most tokens are words, brackets and commas: only the few that may matter are looked at closely.
        if (token.kind in _QUOTES or token.text == "*") and (unclosed := _unclosed(token, pending)):
            what, start = unclosed
            error = InvalidDefinition(f"this {what} is not closed", hint=_CLOSE, origin=places(start))
            return tuple(statements), [*errors, error]
        if token.kind in _META:
            if not token.text.startswith(_DUMP_FRAME):
                errors.append(_client_command(token, places(token.start)))
                pending, nesting = [], _Nesting()
        elif token.text == ";" and not nesting.open:
            statements.extend(_statement(text, floor, pending, places))
            pending, nesting = [], _Nesting()
            floor = token.end
        else:
            if (token.word or token.text) in _NESTS:
                nesting.read(token, pending)
            pending.append(token)
    if nesting.open:
        return tuple(statements), [*errors, _left_open(nesting, places(pending[0].start))]
    return (*statements, *_statement(text, floor, pending, places)), errors


def _statement(text: str, floor: int, tokens: Sequence[Token], places: Places) -> Iterator[SqlStatement]:
    """Give the statement that the tokens make; none for none."""
    if tokens:
        start = tokens[0].start
        moved = tuple(token.moved(-start) for token in tokens)
        said = tuple(old_names(text, floor, tokens, places))
        yield SqlStatement(text[start : tokens[-1].end], places(start), tokens=moved, old_names=said)


def _is_routine(tokens: Sequence[Token]) -> bool:
    words = [token.word for token in tokens[:4]]
    return words[:1] == ["create"] and ("function" in words or "procedure" in words)


def _is_label(before: Sequence[Token]) -> bool:
    """Say whether the next word is a name although it is a keyword: `t.end`, `AS end`."""
    return before[-1].text == "." or before[-1].word == "as"


def _unclosed(token: Token, before: Sequence[Token]) -> tuple[str, int] | None:
    """Say what is opened here, and where, that nothing closes: the lexer gives it as loose characters."""
    if before and before[-1].end == token.start:
        last = before[-1]
        if last.text == "/" and token.text == "*":
            return "comment", last.start
        # E'a\' ends nowhere, and the lexer takes it for a name and a plain string.
        if last.word == "e" and token.kind == "single_quote":
            return "string", token.start
    if token.kind == "unknown" and token.text in _UNCLOSED:
        return _UNCLOSED[token.text], token.start
    return None


def _left_open(nesting: _Nesting, origin: Origin) -> InvalidDefinition:
    what = "a BEGIN ATOMIC body" if nesting.blocks else "a bracket"
    return InvalidDefinition(
        f"{what} of this statement is not closed", hint="close it before the semicolon", origin=origin
    )


def _client_command(token: Token, origin: Origin) -> InvalidDefinition:
    """Give the error for what psql, not the server, understands."""
    if token.kind == _COPY:
        return OnlyRows("COPY with its rows cannot stand in a definition", hint=ROWS, origin=origin)
    command = token.text.split()[0].rstrip(";")
    return InvalidDefinition(
        f"{command} is a command of psql, not SQL",
        hint=_META_HINTS.get(command[:2], "leave it out: definitions are sent to the server without psql"),
        origin=origin,
    )
