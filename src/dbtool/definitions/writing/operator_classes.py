"""Operator families, operator classes and conversions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import data_type, described, spelled
from dbtool.kinds.routines.conversion import Conversion
from dbtool.kinds.routines.operator_class import OperatorClass
from dbtool.kinds.routines.operator_family import OperatorFamily


def write_families(facts: Sequence[OperatorFamily], _source: Source) -> Iterator[Said]:
    """Give each operator family, those that a class made by itself too."""
    for fact in facts:
        yield Part(fact.key, (), {"method": fact.method} | _members(fact.members) | described(fact))


def write_classes(facts: Sequence[OperatorClass], source: Source) -> Iterator[Said]:
    """Give each operator class."""
    for fact in facts:
        body: dict[str, Any] = {"method": fact.method, "type": data_type(fact.type)}
        if fact.default:
            body["default"] = True
        if fact.family is not None:
            body["family"] = source.spell(fact.family)
        if fact.storage is not None:
            body["storage"] = data_type(fact.storage)
        yield Part(fact.key, (), body | _members(fact.members) | described(fact))


def _members(members: Mapping[str, str]) -> dict[str, Any]:
    """Give the operators and functions by number and types."""
    found: dict[str, Any] = {}
    for purpose in sorted(members):
        word, _, place = purpose.partition(" ")
        found.setdefault(f"{word.lower()}s", {})[place] = members[purpose]
    return dict(sorted(found.items(), reverse=True))


def write_conversions(facts: Sequence[Conversion], _source: Source) -> Iterator[Said]:
    """Give each conversion."""
    for fact in facts:
        body: dict[str, Any] = {"source": fact.source, "target": fact.target}
        body["function"] = spelled(fact.function, "pg_catalog")
        if fact.default:
            body["default"] = True
        yield Part(fact.key, (), body | described(fact))
