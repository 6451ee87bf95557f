"""Where in SQL files the objects stand that only scratch has read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dbtool.definitions.contract import Statement
from dbtool.definitions.names import default_name
from dbtool.definitions.sql_split import Places
from dbtool.definitions.sql_tokens import Token, lex, parts, path_at
from dbtool.errors import Origin
from dbtool.model.key import Key

_KINDS = {
    "table": "table",
    "view": "view",
    "index": "index",
    "type": "enum",
    "domain": "domain",
    "sequence": "sequence",
    "function": "function",
    "procedure": "function",
    "schema": "schema",
    "policy": "policy",
    "trigger": "trigger",
}
_BEFORE = frozenset(
    "or replace unique unlogged temp temporary global local recursive constraint materialized".split()
)
_BEHIND = frozenset("concurrently if not exists only".split())
_LABELS = {"primary": "pkey", "unique": "key", "foreign": "fkey", "references": "fkey", "check": "check"}

Named = Iterator[tuple[Key, int]]


def sql_places(statements: Iterable[Statement], schema: str) -> dict[Key, Origin]:
    """Give the places of what the statements make: tables with what is in them, indexes, views, types.

    Shape: a function's key has no arguments; names without a schema are in `schema`.
    """
    found: dict[Key, Origin] = {}
    for statement in statements:
        tokens = tuple(lex(statement.sql))
        place = Places(statement.sql, statement.origin.file)
        for key, start in _named(tokens, schema, found):
            found.setdefault(key, _moved(statement.origin, place(start)))
    return found


def _moved(start: Origin, inner: Origin) -> Origin:
    """Give a place of a statement as one of its file."""
    column = inner.column + (start.column - 1 if inner.line == 1 and start.column else 0)
    return Origin(start.file, start.line + inner.line - 1, column) if start.line else start


def _named(tokens: Sequence[Token], schema: str, known: Iterable[Key]) -> Named:
    words = [token.word for token in tokens]
    if words[:2] == ["alter", "table"]:
        yield from _altered(tokens, schema)
    elif words[:1] == ["create"]:
        at = _past(words, 1, _BEFORE)
        kind = _KINDS.get(words[at]) if at < len(words) else None
        if kind:
            materialized = kind == "view" and "materialized" in words[1:at]
            yield from _created("materialized_view" if materialized else kind, tokens, at + 1, schema, known)


def _created(kind: str, tokens: Sequence[Token], at: int, schema: str, known: Iterable[Key]) -> Named:
    words = [token.word for token in tokens]
    path, end = path_at(tokens, _past(words, at, _BEHIND))
    if kind in {"index", "policy", "trigger"}:
        # `CREATE INDEX ON t` has no name.
        nameless = words[end - 1] == "on"
        on = end - 1 if nameless else _next(words, "on", end)
        name = "" if nameless or not path else path[-1]
        table, behind = path_at(tokens, _past(words, on + 1, _BEHIND))
        table = (schema, *table)[-2:]
        if kind != "index":
            yield Key(kind, (*table, name)), 0
        elif len(table) == 2:
            yield Key(kind, (table[0], name or _index_name(table, tokens[behind:], known))), 0
    elif kind == "schema":
        yield Key(kind, path), 0
    elif path:
        path = (schema, *path)[-2:]
        yield Key(kind, (*path, "") if kind == "function" else path), 0
        if kind == "table" and end < len(tokens) and tokens[end].text == "(":
            for part in parts(_bracket(tokens, end)):
                yield from _element(part, path)


def _element(part: Sequence[Token], table: tuple[str, ...]) -> Named:
    """Give the column with its constraints, or the constraint, that stands between two commas of a table."""
    words, start = [token.word for token in part], part[0].start
    if words[0] == "constraint":
        yield Key("constraint", (*table, part[1].name or "")), start
    elif words[0] in _LABELS:
        yield _unnamed(words[0], _columns(part), table), start
    elif part[0].name is not None:
        yield Key("column", (*table, part[0].name)), start
        for at, word in enumerate(words[1:], 1):
            if word == "constraint":
                yield Key("constraint", (*table, part[at + 1].name or "")), start
            elif word in _LABELS and words[at - 2] != "constraint":
                yield _unnamed(word, [part[0].name], table), start


def _unnamed(word: str, columns: Sequence[str], table: tuple[str, ...]) -> Key:
    label = _LABELS[word]
    called = default_name(table[-1], [] if label == "pkey" else columns, label, ())
    return Key("constraint", (*table, called))


def _altered(tokens: Sequence[Token], schema: str) -> Named:
    words = [token.word for token in tokens]
    path, end = path_at(tokens, _past(words, 2, _BEHIND))
    for part in parts(tokens[end:]):
        rest = [token.word for token in part[:2]]
        if rest[:1] == ["add"] and path and len(part) > 1:
            yield from _element(part[2 if rest[1] == "column" else 1 :], (schema, *path)[-2:])


def _index_name(table: tuple[str, ...], rest: Sequence[Token], known: Iterable[Key]) -> str:
    at = next((place for place, token in enumerate(rest) if token.text == "("), len(rest))
    columns = [part[0].name or "expr" for part in parts(_bracket(rest, at))]
    taken = {key.path[-1] for key in known if key.kind in {"index", "table"}}
    return default_name(table[-1], columns, "idx", taken)


def _columns(part: Sequence[Token]) -> list[str]:
    opens = next((place for place, token in enumerate(part) if token.text == "("), len(part))
    return [name for token in _bracket(part, opens) if (name := token.name) is not None]


def _bracket(tokens: Sequence[Token], at: int) -> tuple[Token, ...]:
    depth = 0
    for end in range(at, len(tokens)):
        depth += (tokens[end].text == "(") - (tokens[end].text == ")")
        if depth == 0:
            return tuple(tokens[at + 1 : end])
    return tuple(tokens[at + 1 :])


def _past(words: Sequence[str], at: int, skipped: frozenset[str]) -> int:
    while at < len(words) and words[at] in skipped:
        at += 1
    return at


def _next(words: Sequence[str], word: str, at: int) -> int:
    return next((place for place in range(at, len(words)) if words[place] == word), len(words))
