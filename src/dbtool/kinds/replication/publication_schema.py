"""Schemas of publications, all of whose tables are sent, those made later too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationSchema(Fact):
    """One schema of a publication."""

    kind: ClassVar[str] = "publication_schema"
    identity: ClassVar[tuple[str, ...]] = ("publication", "schema")

    publication: str
    schema: str


def _parent(schema: PublicationSchema) -> Key:
    return Key("publication", (schema.publication,))


def _requires(schema: PublicationSchema) -> Iterable[Key]:
    yield _parent(schema)
    yield Key("schema", (schema.schema,))


KIND = Kind(
    model=PublicationSchema,
    fields={},
    source=__file__,
    found_in="pg_publication",
    requires=_requires,
    parent=_parent,
)
