"""Which statement made which object: for findings about objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbtool.definitions.sql_tokens import path_at
from dbtool.documents.create_table import CreateTable, schema_and_name
from dbtool.documents.editing import find_words
from dbtool.errors import Origin
from dbtool.execute.mending.item import Item
from dbtool.model.key import Key

# The words between CREATE and the name of what has a name of its own.
_NAMED = {
    ("view",): "view",
    ("materialized", "view"): "materialized_view",
    ("sequence",): "sequence",
    ("domain",): "domain",
    ("type",): "enum",
    ("function",): "function",
    ("procedure",): "function",
    ("index",): "index",
    ("unique", "index"): "index",
}
_ON_TABLE = {"trigger": "trigger", "policy": "policy"}
_FILLERS = frozenset({"or", "replace", "temporary", "unlogged", "recursive", "constraint", "event"})


def places(items: Iterable[Item]) -> dict[Key, Origin]:
    """Give where each object was made, as far as the text alone tells."""
    found: dict[Key, Origin] = {}
    for item in items:
        for key, origin in _places(item):
            found.setdefault(key, origin)
    return found


def granted_at(key: Key, items: Iterable[Item]) -> Origin | None:
    """Give the GRANT that gives a role its rights on an object: one that names it, else one on all."""
    grantee, name = key.path[-1], key.path[-2] if len(key.path) > 2 else "database"
    general = None
    for item in items:
        names = {token.name for token in item.code}
        if (
            "grant" not in {*item.words[:1], *[token.word for token in item.code[:40]]}
            or grantee not in names
        ):
            continue
        if name in names:
            return item.origin
        if find_words(item.code, "on", "all") is not None:
            general = general or item.origin
    return general


def _places(item: Item) -> Iterator[tuple[Key, Origin]]:
    for fact in item.recognised.facts if item.recognised else ():
        yield fact.key, item.origin
    for fact in item.kept:
        yield fact.key, item.origin
    table = item.create_table()
    if table is not None:
        yield from _of_table(item, table)
        return
    words = item.words
    if words[:1] == ["create"]:
        yield from _created(item)
    elif words[:2] == ["alter", "table"]:
        yield from _altered(item)


def _of_table(item: Item, table: CreateTable) -> Iterator[tuple[Key, Origin]]:
    path = table.within(item.schema)
    for element in table.elements:
        origin = item.place(element.tokens[0].start)
        place = find_words(element.tokens, "constraint")
        if place is not None and place + 1 < len(element.tokens):
            yield Key("constraint", (*path, element.tokens[place + 1].name or "")), origin
        if element.column is not None:
            yield Key("column", (*path, element.column)), origin
            # The server's own names of what stands at a column.
            for ending in ("key", "fkey", "check"):
                yield Key("constraint", (*path, f"{path[1]}_{element.column}_{ending}")), origin
    yield Key("table", path), item.origin


def _created(item: Item) -> Iterator[tuple[Key, Origin]]:
    words = item.words
    start = 1
    while start < len(words) and words[start] in _FILLERS:
        start += 1
    if words[start] in _ON_TABLE:
        on = find_words(item.code, "on", start=start)
        table, _ = path_at(item.code, on + 1) if on is not None else ((), 0)
        if table:
            name = item.code[start + 1].name or ""
            yield Key(_ON_TABLE[words[start]], (*schema_and_name(table, item.schema), name)), item.origin
        return
    for kind_words, kind in _NAMED.items():
        if tuple(words[start : start + len(kind_words)]) == kind_words:
            path, _ = path_at(item.code, _after_if(words, start + len(kind_words)))
            if path:
                yield Key(kind, schema_and_name(path, item.schema)), item.origin
    if words[start] == "extension":
        yield Key("extension", (item.code[_after_if(words, start + 1)].name or "",)), item.origin


def _after_if(words: list[str], place: int) -> int:
    place += words[place : place + 1] == ["concurrently"]
    return place + 3 if words[place : place + 3] == ["if", "not", "exists"] else place


def _altered(item: Item) -> Iterator[tuple[Key, Origin]]:
    words = item.words
    start = 3 if words[2] == "only" else 2
    start += 2 if words[start : start + 2] == ["if", "exists"] else 0
    table, _ = path_at(item.code, start)
    if not table:
        return
    path = schema_and_name(table, item.schema)
    named = find_words(item.code, "add", "constraint")
    if named is not None and named + 2 < len(item.code):
        yield Key("constraint", (*path, item.code[named + 2].name or "")), item.origin
    if words[-3:] == ["row", "level", "security"]:
        yield Key("row_security", path), item.origin
    added = find_words(item.code, "add", "column")
    if added is not None:
        yield Key("column", (*path, item.code[_after_if(words, added + 2)].name or "")), item.origin
