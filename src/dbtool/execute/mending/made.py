"""What a statement makes, by name: two that make the same must not change places."""

from __future__ import annotations

from dbtool.definitions.sql_tokens import Token, path_at
from dbtool.documents.create_table import schema_and_name
from dbtool.documents.editing import find_words
from dbtool.execute.mending.item import Item

_MAKING = frozenset({"table", "view", "index", "type", "sequence", "domain"})
_BEFORE = frozenset({"or", "replace", "unlogged", "materialized", "unique", "temporary", "recursive"})


def name_tokens(item: Item) -> tuple[Token, ...]:
    """Give the tokens of the name that CREATE TABLE, VIEW, INDEX and the like make; empty for others."""
    words = item.words
    place = 1
    while place < len(words) and words[place] in _BEFORE:
        place += 1
    if words[:1] != ["create"] or place >= len(words) or words[place] not in _MAKING:
        return ()
    place += 1
    place += words[place : place + 1] == ["concurrently"]
    place += 3 * (words[place : place + 3] == ["if", "not", "exists"])
    path, after = path_at(item.code, place)
    # An index may have no name: what follows is its table.
    return item.code[place:after] if path and words[place : place + 1] != ["on"] else ()


def made_by(item: Item) -> tuple[str, str] | None:
    """Give schema and name of what the statement makes, None where it makes nothing that has a name."""
    path = tuple(token.name for token in name_tokens(item) if token.name is not None)
    if not path:
        return None
    schema = item.schema
    if "index" in item.words[1:3]:
        on = find_words(item.code, "on")
        table, _ = path_at(item.code, on + 1) if on is not None else ((), 0)
        schema = schema_and_name(table, item.schema)[0] if table else schema
    return schema_and_name(path, schema)
