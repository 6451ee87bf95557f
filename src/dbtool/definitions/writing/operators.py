"""Collations, operators, casts and text search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dbtool.definitions.sql_tokens import lex, path_of
from dbtool.definitions.writing.said import Listed, Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import data_type, described, scalars, spelled
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.relations.collation import Collation
from dbtool.kinds.relations.text_search_configuration import TextSearchConfiguration
from dbtool.kinds.relations.text_search_dictionary import TextSearchDictionary
from dbtool.kinds.routines.cast import Cast
from dbtool.kinds.routines.operator import Operator

# The schema that is always looked into.
_ALWAYS = "pg_catalog"


def write_collations(facts: Sequence[Collation], _source: Source) -> Iterator[Said]:
    """Give each collation."""
    for fact in facts:
        body: dict[str, Any] = _set(fact, ("locale", "lc_collate", "lc_ctype"))
        if fact.provider != "libc":
            body["provider"] = fact.provider
        body |= _set(fact, ("rules",))
        if not fact.deterministic:
            body["deterministic"] = False
        yield Part(fact.key, (), Short(body | described(fact)))


def write_operators(facts: Sequence[Operator], source: Source) -> Iterator[Said]:
    """Give each operator as an entry of the list."""
    for fact in facts:
        value: dict[str, Any] = {"name": _name(fact.schema, fact.name, source)}
        if fact.left != "NONE":
            value["left"] = data_type(fact.left)
        value |= {"right": data_type(fact.right), "function": fact.function}
        for word in ("commutator", "negator"):
            text = getattr(fact, word)
            if text is not None:
                value[word] = _name(*_parts(text), source)
        value |= _set(fact, ("restrict", "join"))
        value |= {word: True for word in ("hashes", "merges") if getattr(fact, word)}
        yield Listed("operators", value | described(fact))


def write_casts(facts: Sequence[Cast], _source: Source) -> Iterator[Said]:
    """Give each cast as an entry of the list."""
    for fact in facts:
        value: dict[str, Any] = {"from": data_type(fact.source), "to": data_type(fact.target)}
        value |= _set(fact, ("function",))
        if fact.method != "function":
            value["method"] = fact.method
        if fact.context != "explicit":
            value["context"] = fact.context
        yield Listed("casts", value | _set(fact, ("comment",)))


def write_dictionaries(facts: Sequence[TextSearchDictionary], _source: Source) -> Iterator[Said]:
    """Give each text search dictionary."""
    for fact in facts:
        body: dict[str, Any] = {"template": spelled(fact.template, _ALWAYS)}
        if fact.options:
            body["options"] = Short(scalars(fact.options))
        yield Part(fact.key, (), body | described(fact))


def write_configurations(facts: Sequence[TextSearchConfiguration], _source: Source) -> Iterator[Said]:
    """Give each text search configuration."""
    for fact in facts:
        body: dict[str, Any] = {}
        if fact.parser != (_ALWAYS, "default"):
            body["parser"] = spelled(fact.parser, _ALWAYS)
        if fact.mappings:
            body["mappings"] = {token: _dictionaries(fact.mappings, token) for token in sorted(fact.mappings)}
        yield Part(fact.key, (), body | described(fact) or None)


def _dictionaries(mappings: Mapping[str, tuple[str, ...]], token: str) -> list[str]:
    return [spelled(path_of(text), _ALWAYS) for text in mappings[token]]


def _parts(operator: str) -> tuple[str, str]:
    """Give schema and signs of an operator in OPERATOR(…)."""
    inner = operator.removeprefix("OPERATOR(").removesuffix(")")
    schema = next(lex(inner))
    return schema.name or "", inner[schema.end + 1 :]


def _name(schema: str, name: str, source: Source) -> Any:
    """Give the name of an operator, whose signs may not stand in a dotted name's quotes."""
    return name if schema == source.schema else Short(schema=schema, name=name)


def _set(fact: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in names if getattr(fact, name) is not None}
