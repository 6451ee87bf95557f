"""Publications, with their tables and schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.definitions.writing.said import Part, Said
from dbtool.definitions.writing.source import Source
from dbtool.definitions.writing.spelling import described, sql
from dbtool.definitions.writing.yaml_text import Short
from dbtool.kinds.replication.publication import OPERATIONS, Publication
from dbtool.kinds.replication.publication_schema import PublicationSchema
from dbtool.kinds.replication.publication_table import PublicationTable
from dbtool.model.key import Key


def write_publications(facts: Sequence[Publication], source: Source) -> Iterator[Said]:
    """Give each publication."""
    for fact in facts:
        body: dict[str, Any] = {"all_tables": True} if fact.all_tables else {}
        if fact.publish != OPERATIONS:
            body["publish"] = list(fact.publish)
        if fact.via_partition_root:
            body["via_partition_root"] = True
        if fact.generated_columns is not None:
            body["generated_columns"] = fact.generated_columns
        schemas = [
            other.schema
            for other in source.database.of_kind("publication_schema")
            if isinstance(other, PublicationSchema) and other.publication == fact.name
        ]
        if schemas:
            body["schemas"] = schemas
        yield Part(fact.key, (), body | described(fact))


def write_publication_tables(facts: Sequence[PublicationTable], source: Source) -> Iterator[Said]:
    """Give each table in its publication's body."""
    for fact in facts:
        home = Key("publication", (fact.publication,))
        long: dict[str, Any] = {}
        if fact.columns:
            long["columns"] = list(fact.columns)
        if fact.where is not None:
            long["where"] = sql(fact.where)
        value = Short(long) if fact.where is not None else long.get("columns")
        yield Part(home, ("tables", source.spell((fact.schema, fact.table))), value)


def write_publication_schemas(_facts: Sequence[PublicationSchema], _source: Source) -> Iterator[Said]:
    """Give nothing: a publication's schemas are a list in its body."""
    yield from ()
