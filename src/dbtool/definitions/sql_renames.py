"""`-- dbtool: renamed_from old_name` above a statement, or in it above a column, constraint or label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dbtool.definitions.contract import RenamedFrom
from dbtool.definitions.sql_split import SqlStatement
from dbtool.definitions.sql_tokens import Token, lex, path_at, path_of
from dbtool.errors import InvalidDefinition
from dbtool.kinds.renaming import LABEL
from dbtool.model.key import Key

# In front of the word that says what is made; the last ones behind it too.
_SKIPPED = frozenset(
    "or replace unlogged temporary temp global local recursive unique constraint trusted procedural default "
    "concurrently if not exists only".split()
)
_KINDS: Mapping[tuple[str, ...], str] = {
    ("foreign", "data", "wrapper"): "foreign_data_wrapper",
    ("foreign", "table"): "foreign_table",
    ("materialized", "view"): "materialized_view",
    ("operator", "class"): "operator_class",
    ("operator", "family"): "operator_family",
    ("event", "trigger"): "event_trigger",
    ("text", "search", "configuration"): "text_search_configuration",
    ("text", "search", "dictionary"): "text_search_dictionary",
    ("text", "search", "parser"): "text_search_parser",
    ("text", "search", "template"): "text_search_template",
    ("type",): "composite_type",
    ("procedure",): "function",
    ("statistics",): "statistics_object",
    ("user",): "role",
    ("group",): "role",
    **{
        (word,): word
        for word in "table view index sequence domain function aggregate collation conversion schema role "
        "server publication subscription language trigger rule policy".split()
    },
}
_BY_ITSELF = frozenset(
    "schema role server publication subscription language event_trigger foreign_data_wrapper".split()
)
_IN_TABLE = frozenset({"trigger", "rule", "policy"})
_UNNAMED = frozenset("primary unique check foreign exclude like".split())


@dataclass(frozen=True, slots=True)
class _Made:
    """What a statement makes, and the place behind its name."""

    key: Key
    end: int


def renames_in(statement: SqlStatement, default_schema: str) -> Iterator[RenamedFrom]:
    """Give what the comments of a statement say of old names.

    Errors: InvalidDefinition where such a comment stands above nothing that has a name.
    """
    code = statement.code
    for said in statement.old_names:
        at = next(place for place, token in enumerate(code) if token.start >= said.before)
        made = _made(code, default_schema)
        key = None if made is None else made.key if at == 0 else _part(code, at, made.key)
        old = _old_path(said.text, key) if key else ()
        if key is None or not old:
            raise InvalidDefinition(
                f"this comment says what was called {said.text}, and nothing with a name follows it",
                hint="it stands above CREATE, or in it above a column, a named constraint or a label",
                origin=said.origin,
            )
        yield RenamedFrom(key, old, said.origin)


def _old_path(text: str, key: Key) -> tuple[str, ...]:
    """Give the path before: what the comment leaves out is as it is now."""
    if key.kind == LABEL:
        token = next(iter(lex(text)), None)
        return (*key.path[:-1], (token and token.string) or text)
    found = path_of(text)
    return (*key.path[: -len(found)], *found) if found and len(found) <= len(key.path) else ()


def _made(code: Sequence[Token], default_schema: str) -> _Made | None:
    words = [token.word for token in code]
    if words[:2] == ["alter", "table"]:
        return _added(code, default_schema)
    if words[0] != "create":
        return None
    at = _behind(words, 1)
    kind = next((kind for kind in _KINDS if tuple(words[at : at + len(kind)]) == kind), None)
    if kind is None:
        return None
    name, end = path_at(code, _behind(words, at + len(kind)))
    if not name:
        return None
    word = _KINDS[kind]
    if word in _IN_TABLE:
        # CREATE TRIGGER … ON table, CREATE RULE … TO table
        to = next((n for n in range(end, len(words)) if words[n] == ("to" if word == "rule" else "on")), end)
        table, _ = path_at(code, to + 1)
        return _Made(Key(word, (*_in_schema(table, default_schema), *name)), end)
    if word == "index":
        table, _ = path_at(code, _behind(words, end + 1))
        return _Made(Key(word, (*_in_schema(table, default_schema)[:1], name[-1])), end)
    return _Made(Key(word, name if word in _BY_ITSELF else _in_schema(name, default_schema)), end)


def _added(code: Sequence[Token], default_schema: str) -> _Made | None:
    """Give what ALTER TABLE … ADD [COLUMN | CONSTRAINT] adds."""
    words = [token.word for token in code]
    table, at = path_at(code, _behind(words, 2))
    if not table or words[at : at + 1] != ["add"]:
        return None
    kind = "constraint" if words[at + 1] == "constraint" else "column"
    at += 2 if words[at + 1] in ("constraint", "column") else 1
    name, end = path_at(code, _behind(words, at))
    return _Made(Key(kind, (*_in_schema(table, default_schema), *name)), end) if name else None


def _part(code: Sequence[Token], at: int, made: Key) -> Key | None:
    """Give what begins at a place inside the statement."""
    token = code[at]
    if made.kind == "composite_type" and token.string is not None:
        return Key(LABEL, (*made.path, token.string))
    named = code[at + 1] if token.word == "constraint" and at + 1 < len(code) else token
    if made.kind not in ("table", "foreign_table") or named.name is None or named.word in _UNNAMED:
        return None
    return Key("constraint" if named is not token else "column", (*made.path, named.name))


def _behind(words: Sequence[str], at: int) -> int:
    while at < len(words) and words[at] in _SKIPPED:
        at += 1
    return at


def _in_schema(path: tuple[str, ...], default_schema: str) -> tuple[str, ...]:
    return path if len(path) > 1 else (default_schema, *path)
