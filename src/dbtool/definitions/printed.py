"""The server's own print of keys and indexes, taken apart with the lexer.

Source: ruleutils.c, pg_get_indexdef_worker and pg_get_constraintdef_worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from dbtool.definitions.sql_tokens import Token, lex, parts, path_at

_OPENING, _CLOSING = frozenset({"(", "["}), frozenset({")", "]"})


@dataclass(frozen=True, slots=True)
class Element:
    """One key of an index.

    Shape: `text` is all of it, `expression` without order; `column` is the raw name if it is no expression;
           `plain` says that neither collation nor operator class stands there.
    """

    text: str
    expression: str
    column: str | None
    plain: bool
    descending: bool = False
    nulls_first: bool = False


@dataclass(frozen=True, slots=True)
class IndexParts:
    """What an index is: `method`, its keys, and the clauses behind them; `options` and `where` are SQL."""

    method: str
    elements: tuple[Element, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    options: str | None = None
    where: str | None = None

    @property
    def columns(self) -> tuple[str | None, ...]:
        """The raw names of the keys in order, None for an expression."""
        return tuple(element.column for element in self.elements)


@dataclass(frozen=True, slots=True)
class KeyParts:
    """What a primary key or a unique constraint is, by raw names."""

    columns: tuple[str, ...]
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    without_overlaps: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKeyParts:
    """What a foreign key is, by raw names; `table` has one part where the server leaves the schema out."""

    columns: tuple[str, ...]
    table: tuple[str, ...]
    foreign_columns: tuple[str, ...]
    match: str | None = None
    on_update: str | None = None
    on_delete: str | None = None
    period: bool = False


@cache
def index_parts(definition: str) -> IndexParts:
    """Give the parts of `USING btree (symbol, "time" DESC) INCLUDE (volume) WHERE (live)`."""
    read = _Reading(definition)
    method = read.name() if read.takes("using") else "btree"
    elements = tuple(_element(definition, part) for part in parts(read.bracket()))
    include = _names(read.bracket()) if read.takes("include") else ()
    not_distinct = read.takes("nulls", "not", "distinct")
    options = _text(definition, read.bracket()) if read.takes("with") else None
    if read.takes("tablespace"):
        read.at += 1
    where = _text(definition, read.rest()) if read.takes("where") else None
    return IndexParts(method, elements, include, not_distinct, options, where)


@cache
def key_parts(definition: str) -> KeyParts:
    """Give the parts of `PRIMARY KEY (symbol, "time") INCLUDE (volume)` or of `UNIQUE (…)`."""
    read = _Reading(definition)
    if not read.takes("primary", "key"):
        read.takes("unique")
    not_distinct = read.takes("nulls", "not", "distinct")
    inside = read.bracket()
    # Only words: a column of such a name would be quoted.
    temporal = [token.word for token in inside[-2:]] == ["without", "overlaps"]
    columns = _names(inside)
    include = _names(read.bracket()) if read.takes("include") else ()
    return KeyParts(columns, include, not_distinct, temporal)


@cache
def foreign_key_parts(definition: str) -> ForeignKeyParts:
    """Give the parts of `FOREIGN KEY (a) REFERENCES t(b) ON DELETE CASCADE`."""
    read = _Reading(definition)
    read.takes("foreign", "key")
    columns, period = _with_period(read.bracket())
    read.takes("references")
    table, read.at = path_at(read.tokens, read.at)
    foreign = _with_period(read.bracket())[0] if read.opens() else ()
    match = read.word() if read.takes("match") else None
    found: dict[str, str] = {}
    while read.takes("on"):
        event = read.word()
        found[event] = read.action()
    return ForeignKeyParts(columns, table, foreign, match, found.get("update"), found.get("delete"), period)


@cache
def check_expression(definition: str) -> str:
    """Give what stands in the brackets of `CHECK ((price > 0))`, without brackets around all of it."""
    tokens = tuple(lex(definition))
    inner = _bracket_at(tokens, next(at for at, token in enumerate(tokens) if token.text == "("))
    while inner and inner[0].text == "(" and len(_bracket_at(inner, 0)) == len(inner) - 2:
        inner = inner[1:-1]
    return _text(definition, inner)


def _with_period(tokens: Sequence[Token]) -> tuple[tuple[str, ...], bool]:
    """Give the names in a list, and whether PERIOD stands before the last; a column may be called so, too."""
    period = len(tokens) > 1 and tokens[-2].word == "period" and tokens[-1].name is not None
    return _names(tokens), period


class _Reading:
    """A place in the tokens of a definition."""

    def __init__(self, definition: str) -> None:
        self.definition = definition
        self.tokens = tuple(lex(definition))
        self.at = 0

    def opens(self) -> bool:
        """Say whether a bracket begins here."""
        return self.at < len(self.tokens) and self.tokens[self.at].text == "("

    def takes(self, *words: str) -> bool:
        """Go behind these words if they stand here."""
        here = self.tokens[self.at : self.at + len(words)]
        if tuple(token.word for token in here) != words:
            return False
        self.at += len(words)
        return True

    def word(self) -> str:
        """Give the word that stands here and go behind it."""
        self.at += 1
        return self.tokens[self.at - 1].word

    def name(self) -> str:
        """Give the name that stands here and go behind it."""
        self.at += 1
        return self.tokens[self.at - 1].name or ""

    def action(self) -> str:
        """Give a referential action: `cascade`, `set null (a)`; the columns keep their spelling."""
        words = [self.word()]
        if words[0] in {"no", "set"}:
            words.append(self.word())
        if self.opens():
            words.append(f"({_text(self.definition, self.bracket())})")
        return " ".join(words)

    def bracket(self) -> tuple[Token, ...]:
        """Give what stands in the bracket that begins here and go behind it."""
        inner = _bracket_at(self.tokens, self.at)
        self.at += len(inner) + 2
        return inner

    def rest(self) -> tuple[Token, ...]:
        """Give all that is left."""
        found, self.at = self.tokens[self.at :], len(self.tokens)
        return found


def _bracket_at(tokens: Sequence[Token], at: int) -> tuple[Token, ...]:
    depth = 0
    for end in range(at, len(tokens)):
        depth += (tokens[end].text in _OPENING) - (tokens[end].text in _CLOSING)
        if depth == 0:
            return tuple(tokens[at + 1 : end])
    return tuple(tokens[at + 1 :])


def _names(tokens: Sequence[Token]) -> tuple[str, ...]:
    # PERIOD and WITHOUT OVERLAPS stand beside the column in a temporal key.
    found = []
    for part in parts(tuple(tokens)):
        named = [token for token in part if token.name is not None]
        of_period = len(named) > 1 and named[0].word == "period"
        found.append((named[1] if of_period else named[0]).name or "")
    return tuple(found)


def _element(definition: str, tokens: Sequence[Token]) -> Element:
    text = _text(definition, tokens)
    words = [token.word for token in tokens]
    nulls = words[-1] if words[-2:-1] == ["nulls"] else None
    rest = tokens[:-2] if nulls else tokens
    ordered = rest[-1].word if len(rest) > 1 and rest[-1].word in {"asc", "desc"} else None
    rest = rest[:-1] if ordered else rest
    descending = ordered == "desc"
    column = rest[0].name
    is_column = column is not None and (len(rest) == 1 or rest[1].text not in {"(", "."})
    end = 1 if is_column else _expression_end(rest)
    return Element(
        text=text,
        expression=_text(definition, rest[:end]),
        column=column if is_column else None,
        plain=end == len(rest),
        descending=descending,
        nulls_first=nulls == "first" if nulls else descending,
    )


def _expression_end(tokens: Sequence[Token]) -> int:
    """Give the place behind a call or a bracket, where collation and operator class may stand."""
    at = 0
    while at < len(tokens) and tokens[at].text != "(":
        at += 1
    return at + len(_bracket_at(tokens, at)) + 2


def _text(definition: str, tokens: Sequence[Token]) -> str:
    return definition[tokens[0].start : tokens[-1].end] if tokens else ""
