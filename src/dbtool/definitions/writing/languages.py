"""Languages, transforms, text search parsers and templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.said import Listed, Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import data_type, described
from dbtool.kinds.relations.text_search_parser import TextSearchParser
from dbtool.kinds.relations.text_search_template import TextSearchTemplate
from dbtool.kinds.routines.language import Language
from dbtool.kinds.routines.transform import Transform


def write_languages(facts: Sequence[Language], _source: Source) -> Iterator[Said]:
    """Give each language."""
    for fact in facts:
        body = _set(fact, ("handler", "inline", "validator"))
        if fact.trusted:
            body["trusted"] = True
        yield Part(fact.key, (), body | described(fact))


def write_transforms(facts: Sequence[Transform], _source: Source) -> Iterator[Said]:
    """Give each transform as an entry of the list."""
    for fact in facts:
        value: dict[str, Any] = {"type": data_type(fact.type), "language": fact.language}
        yield Listed("transforms", value | _set(fact, ("from_sql", "to_sql", "comment")))


def write_parsers(facts: Sequence[TextSearchParser], _source: Source) -> Iterator[Said]:
    """Give each text search parser."""
    for fact in facts:
        words = ("start", "gettoken", "end", "lextypes", "headline", "comment")
        yield Part(fact.key, (), _set(fact, words))


def write_templates(facts: Sequence[TextSearchTemplate], _source: Source) -> Iterator[Said]:
    """Give each text search template."""
    for fact in facts:
        yield Part(fact.key, (), _set(fact, ("lexize", "init", "comment")))


def _set(fact: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in names if getattr(fact, name) is not None}
