"""Enums, domains, composite types and range types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.clauses import clause
from dbtool.definitions.sql_tokens import path_of
from dbtool.definitions.writing.said import Part, Said, Statement
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import bare, data_type, described, spelled, sql
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.relations.composite_type import CompositeType
from dbtool.kinds.relations.domain import Domain
from dbtool.kinds.relations.enum import Enum
from dbtool.kinds.relations.range_type import RangeType
from dbtool.model.key import Key
from dbtool.model.quoting import ident, literal, qualified

# The schema that is always looked into.
_ALWAYS = "pg_catalog"


def write_enums(facts: Sequence[Enum], _source: Source) -> Iterator[Said]:
    """Give each enum, its labels in their order."""
    for fact in facts:
        more = described(fact)
        yield Part(fact.key, (), {"labels": list(fact.labels)} | more if more else list(fact.labels))


def write_domains(facts: Sequence[Domain], _source: Source) -> Iterator[Said]:
    """Give each domain."""
    for fact in facts:
        body: dict[str, Any] = {"type": data_type(fact.type)}
        if fact.collation is not None:
            body["collation"] = spelled(path_of(fact.collation), _ALWAYS)
        if not fact.nullable and fact.not_null is None:
            body["nullable"] = False
        if fact.default is not None:
            body["default"] = sql(fact.default)
        checks = sorted({*fact.checks} - {*fact.not_valid})
        if checks:
            body["checks"] = {name: sql(bare(fact.checks[name])) for name in checks}
        body |= described(fact)
        yield Part(fact.key, (), body["type"] if len(body) == 1 else body)
        for statement in _beyond(fact):
            yield Statement(Key("domain", ()), statement)


def _beyond(fact: Domain) -> Iterator[str]:
    """Give what the form cannot say."""
    domain = qualified(fact.schema, fact.name)
    for name in fact.not_valid:
        check = f"CHECK ({bare(fact.checks[name])})"
        yield clause("ALTER DOMAIN", domain, "ADD CONSTRAINT", ident(name), check, "NOT VALID")
    if fact.not_null is not None:
        yield clause("ALTER DOMAIN", domain, "ADD CONSTRAINT", ident(fact.not_null), "NOT NULL")
    for name, comment in sorted(fact.check_comments.items()):
        yield clause("COMMENT ON CONSTRAINT", ident(name), "ON DOMAIN", domain, "IS", literal(comment))


def write_composite_types(facts: Sequence[CompositeType], _source: Source) -> Iterator[Said]:
    """Give each composite type, its attributes in their order."""
    for fact in facts:
        attributes = {attribute[0]: _attribute(attribute, fact) for attribute in fact.attributes}
        yield Part(fact.key, (), {"attributes": attributes} | described(fact))


def _attribute(attribute: tuple[str, ...], fact: CompositeType) -> Any:
    name, type_, *collation = attribute
    body: dict[str, Any] = {"type": data_type(type_)}
    if collation:
        body["collation"] = spelled(path_of(collation[0]), _ALWAYS)
    if name in fact.comments:
        body["comment"] = fact.comments[name]
    return body["type"] if len(body) == 1 else Short(body)


def write_range_types(facts: Sequence[RangeType], source: Source) -> Iterator[Said]:
    """Give each range type."""
    for fact in facts:
        body: dict[str, Any] = {"subtype": data_type(fact.subtype)}
        for name in ("opclass", "collation", "canonical", "subtype_diff"):
            path = getattr(fact, name)
            if path is not None:
                body[name] = spelled(path, _ALWAYS)
        if fact.multirange is not None:
            body["multirange"] = source.spell(fact.multirange)
        body |= described(fact)
        yield Part(fact.key, (), body["subtype"] if len(body) == 1 else body)
