"""What the source of a function names: settings, relations, other functions, where it inserts.

The server keeps no dependencies of a body that is a string, so that its tokens are all there is; of one
that is SQL (BEGIN ATOMIC) it does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.definitions.sql_tokens import Token, lex, path_at
from dbtool.model.quoting import names_in
from dbtool.rls.access import Access
from dbtool.rls.facts import Function, Relation

WHO = frozenset({"current_user", "session_user", "current_role", "user"})
_SEARCH_PATH = "search_path"


def tokens_of(body: str) -> tuple[Token, ...]:
    """Give the tokens of a body, without space and comments."""
    return tuple(lex(body))


def search_path_of(function: Function) -> list[str] | None:
    """Give the schemas that a function pins; None where the caller's search_path holds."""
    for setting in function.settings:
        name, _, value = setting.partition("=")
        if name.lower() == _SEARCH_PATH:
            return names_in(value) or []
    return None


def settings_read(access: Access, function: Function) -> frozenset[str]:
    """Give the settings that a function reads, itself or in a function that it calls."""
    return frozenset(
        name for called in reached(access, function) for name in settings_in(tokens_of(called.body))
    )


def settings_in(tokens: Sequence[Token]) -> Iterator[str]:
    """Give the names that current_setting is called with."""
    for place, token in enumerate(tokens[:-2]):
        if token.word == "current_setting" and tokens[place + 1].text == "(":
            name = tokens[place + 2].string
            if name is not None:
                yield name.lower()


def reached(access: Access, function: Function) -> list[Function]:
    """Give a function and those that it calls, as far as these are known."""
    found = [function]
    for each in found:
        for called in functions_in(access, each):
            if called not in found:
                found.append(called)
    return found


def bound(function: Function) -> bool:
    """Say whether a body is SQL that the server took apart when the function was made.

    Its names are bound since then, wherever it is called, and the server keeps what it depends on.
    """
    first = next(iter(tokens_of(function.body)), None)
    return function.language == "sql" and first is not None and first.word in ("begin", "return")


def functions_in(access: Access, function: Function) -> Iterator[Function]:
    """Give the functions that a body calls by their names, each of an overloaded name."""
    if bound(function):
        used = (use.used for use in access.used_by("function", function.oid) if use.used_kind == "function")
        yield from (access.functions[oid] for oid in used if oid in access.functions)
        return
    tokens = tokens_of(function.body)
    for place in _starts(tokens):
        path, after = path_at(tokens, place)
        if after < len(tokens) and tokens[after].text == "(":
            for schema in _schemas(access, function, path):
                yield from access.functions_called(schema, path[-1])


def relations_in(access: Access, function: Function) -> list[Relation]:
    """Give the relations in scope that a body names, in its order, those of statements in strings too."""
    if bound(function):
        used = (use.used for use in access.used_by("function", function.oid) if use.used_kind == "relation")
        return [access.relations[oid] for oid in dict.fromkeys(used) if oid in access.relations]
    tokens = tokens_of(function.body)
    strings = [tokens_of(token.string) for token in tokens if token.string]
    found: dict[int, Relation] = {}
    for text in (tokens, *strings):
        for place in _starts(text):
            path, _ = path_at(text, place)
            relation = _relation(access, function, path)
            if relation is not None:
                found[relation.oid] = relation
    return list(found.values())


def unqualified(access: Access, function: Function) -> list[str]:
    """Give the relations and functions in scope that a body names without their schema."""
    if bound(function):
        return []
    tokens = tokens_of(function.body)
    found: dict[str, None] = {}
    for place in _starts(tokens):
        path, after = path_at(tokens, place)
        if len(path) != 1:
            continue
        called = after < len(tokens) and tokens[after].text == "("
        if called and not _after_insert(tokens, place):
            known = any(
                access.functions_called(schema, path[0]) for schema in _schemas(access, function, path)
            )
        else:
            known = _relation(access, function, path) is not None
        if known:
            found[path[0]] = None
    return list(found)


def inserts_into(access: Access, function: Function) -> Iterator[Relation]:
    """Give the relations in scope into which a body inserts."""
    tokens = tokens_of(function.body)
    for place in range(len(tokens)):
        if _after_insert(tokens, place):
            path, _ = path_at(tokens, place)
            relation = _relation(access, function, path)
            if relation is not None:
                yield relation


def _after_insert(tokens: Sequence[Token], place: int) -> bool:
    return place >= 2 and (tokens[place - 2].word, tokens[place - 1].word) == ("insert", "into")


def _starts(tokens: Sequence[Token]) -> Iterator[int]:
    """Give the places where a name begins that is no part of a longer one."""
    for place, token in enumerate(tokens):
        if token.name is not None and (place == 0 or tokens[place - 1].text != "."):
            yield place


def _relation(access: Access, function: Function, path: Sequence[str]) -> Relation | None:
    if not 1 <= len(path) <= 2:
        return None
    found = (access.relation((schema, path[-1])) for schema in _schemas(access, function, path))
    return next((relation for relation in found if relation is not None), None)


def _schemas(access: Access, function: Function, path: Sequence[str]) -> Sequence[str]:
    if len(path) == 2:
        return (path[0],)
    if len(path) != 1:
        return ()
    pinned = search_path_of(function)
    return access.scope if pinned is None else pinned
