"""Schemas, extensions and sequences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.clauses import clause
from dbtool.definitions.writing.said import Part, Said, Statement, Unwritten
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import described, spelled
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.relations.extension import Extension
from dbtool.kinds.relations.schema import Schema
from dbtool.kinds.relations.sequence import Sequence as SequenceFact
from dbtool.kinds.relations.sequence_ownership import SequenceOwnership
from dbtool.model.key import Key
from dbtool.model.quoting import qualified

_LIMITS = {"minimum": "minvalue", "maximum": "maxvalue"}


def write_schemas(facts: Sequence[Schema], source: Source) -> Iterator[Said]:
    """Give the schemas that an empty database has not got, or not so."""
    for fact in facts:
        before = source.base.get("schema", fact.name)
        if not isinstance(before, Schema):
            yield Part(fact.key, (), Short(described(fact)) or None)
        elif (fact.owner or before.owner, fact.comment) != (before.owner, before.comment):
            yield Part(fact.key, (), Short({"comment": fact.comment} | described(fact)))


def write_extensions(facts: Sequence[Extension], source: Source) -> Iterator[Said]:
    """Give each extension, with its schema where a definition has to say it."""
    for fact in facts:
        if fact.key in source.base:
            continue
        elsewhere = fact.schema not in (None, source.schema)
        # A schema that the extension made itself is no object of its own.
        named = elsewhere and source.database.get("schema", fact.schema or "") is not None
        yield Part(fact.key, (), Short(schema=fact.schema) if named else None)


def write_sequences(facts: Sequence[SequenceFact], source: Source) -> Iterator[Said]:
    """Give each sequence that no `serial` makes."""
    serials = {sequence.key for sequence in source.serials.values()}
    for fact in facts:
        if fact.key not in serials:
            body = _sequence(fact) | described(fact)
            yield Part(fact.key, (), Short(body) or None)


def write_sequence_ownerships(facts: Sequence[SequenceOwnership], source: Source) -> Iterator[Said]:
    """Give the column of each sequence that no `serial` makes."""
    for fact in facts:
        column = (fact.schema, fact.table, fact.column)
        if column in source.serials:
            continue
        sequence = Key("sequence", (fact.schema, fact.sequence))
        if sequence not in source.database:
            yield Unwritten(fact.key, "its sequence is not part of the import")
            continue
        if "." in fact.column:
            # The form takes what stands behind the last dot for the column.
            yield Statement(Key("table", column[:2]), _owned_by(fact))
            continue
        table = source.spell(column[:2])
        yield Part(sequence, ("owned_by",), f"{table}.{spelled(column[2:], '')}")


def _owned_by(fact: SequenceOwnership) -> str:
    column = qualified(fact.schema, fact.table, fact.column)
    return clause("ALTER SEQUENCE", qualified(fact.schema, fact.sequence), "OWNED BY", column)


def _sequence(fact: SequenceFact) -> dict[str, Any]:
    usual = SequenceFact(schema=fact.schema, name=fact.name)
    body: dict[str, Any] = {}
    for name in ("type", "start", "increment", "minimum", "maximum", "cache", "cycle", "unlogged"):
        value = getattr(fact, name)
        if value != getattr(usual, name):
            body[_LIMITS.get(name, name)] = value
    if fact.start == _first(fact):
        body.pop("start", None)
    else:
        body["start"] = fact.start
    return body


def _first(fact: SequenceFact) -> int:
    """Give what the server starts with where nothing is said."""
    if fact.increment > 0:
        return 1 if fact.minimum is None else fact.minimum
    return -1 if fact.maximum is None else fact.maximum
