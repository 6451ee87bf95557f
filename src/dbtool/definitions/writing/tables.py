"""Tables: what is a table's own in its body; partitions stand in their parent's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.sql_tokens import lex
from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import data_type, scalars, sql
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.relations.table import Table

_AS_THEY_ARE = ("comment", "owner", "tablespace", "access_method", "replica_identity")


def write_tables(facts: Sequence[Table], source: Source) -> Iterator[Said]:
    """Give each table's own keys."""
    for fact in facts:
        yield Part(fact.key, (), _body(fact, source))


def _body(fact: Table, source: Source) -> dict[str, Any]:
    body: dict[str, Any] = {
        name: getattr(fact, name) for name in _AS_THEY_ARE if getattr(fact, name) is not None
    }
    parts = source.database.children.get(fact.key, ())
    if not (
        fact.partition_of or fact.inherits or fact.of_type or any(part.kind == "column" for part in parts)
    ):
        body["columns"] = {}
    if fact.unlogged:
        body["unlogged"] = True
    if fact.of_type is not None:
        body["of_type"] = data_type(fact.of_type)
    if fact.inherits:
        body["inherits"] = [source.spell(path) for path in fact.inherits]
    if fact.options:
        body["options"] = Short(scalars(fact.options))
    if fact.partition_by is not None:
        body["partition_by"] = sql(_key(fact.partition_by))
    if fact.bound is not None:
        values = bound(fact.bound)
        if source.is_nested(fact):
            body["values"] = values
        elif fact.partition_of is not None:
            body["partition_of"] = Short(table=source.spell(fact.partition_of), values=values)
    return body


def _key(text: str) -> str:
    method, space, rest = text.partition(" ")
    return method.lower() + space + rest


def bound(text: str) -> str:
    """Give a bound in the spelling of the forms: `from (…) to (…)` for FOR VALUES FROM (…) TO (…)."""
    if text == "DEFAULT":
        return "default"
    bare = text.removeprefix("FOR VALUES ")
    words = [token for token in lex(bare) if token.word in ("from", "to", "in", "with")]
    for word in words:
        bare = bare[: word.start] + word.word + bare[word.end :]
    return bare
