"""Base types and access methods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import data_type, described, scalar
from dbtool.kinds.relations.base_type import FUNCTIONS, BaseType
from dbtool.kinds.routines.access_method import AccessMethod
from dbtool.model.quoting import qualified


def write_base_types(facts: Sequence[BaseType], _source: Source) -> Iterator[Said]:
    """Give each base type; a shell has no body."""
    plain = ("length", "by_value", "alignment", "storage", "category", "preferred", "delimiter", "collatable")
    for fact in facts:
        values = fact.values()
        body: dict[str, Any] = {
            name: qualified(*getattr(fact, name)) for name in FUNCTIONS if getattr(fact, name)
        }
        body |= {name: values[name] for name in plain if name in values}
        if fact.default is not None:
            body["default"] = scalar(fact.default)
        if fact.element is not None:
            body["element"] = data_type(fact.element)
        yield Part(fact.key, (), body | described(fact) or None)


def write_access_methods(facts: Sequence[AccessMethod], _source: Source) -> Iterator[Said]:
    """Give each access method."""
    for fact in facts:
        body: dict[str, Any] = {"type": fact.type, "handler": fact.handler}
        yield Part(fact.key, (), body | ({"comment": fact.comment} if fact.comment is not None else {}))
