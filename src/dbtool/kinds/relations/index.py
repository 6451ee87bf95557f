"""Indexes that no constraint owns.

`definition` is what pg_get_indexdef prints from USING on: method, keys with operator classes, collations and
order, INCLUDE, NULLS NOT DISTINCT, storage parameters and predicate. On a table in use an index is built
concurrently; on a hypertable chunk by chunk. The parts of a partitioned table's index go with it; one that
was made ON ONLY the table, so that it is not valid, has parts of its own, each `part_of` it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Fact):
    """Indexes that no constraint owns."""

    kind: ClassVar[str] = "index"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    table: str
    unique: bool = False
    definition: Expr
    tablespace: str | None = None
    statistics: Mapping[str, int] = field(default_factory=dict)
    clustered: bool = False
    valid: bool = True
    part_of: tuple[str, ...] | None = None
    comment: str | None = None


def _parent(index: Index) -> Key:
    return Key("table", (index.schema, index.table))


def _whole(index: Index) -> Key | None:
    return Key("index", index.part_of) if index.part_of else None


def _requires(index: Index) -> Iterable[Key]:
    for kind in ("table", "materialized_view"):
        yield Key(kind, (index.schema, index.table))


def _must_replace(old: Index, new: Index) -> str | None:
    if old.part_of and old.part_of != new.part_of:
        return "a part of an index cannot be taken from it"
    return None


def _printed_once(index: Index) -> bool:
    # The one bracket is around the names of columns.
    return index.definition.count("(") == 1 and " WHERE " not in index.definition


KIND = Kind(
    model=Index,
    fields={
        "table": REPLACE,
        "unique": REPLACE,
        "definition": REPLACE,
        "tablespace": OPTIONAL,
        "statistics": ALTER,
        "clustered": ALTER,
        "valid": REPLACE,
        "part_of": ALTER,
        "comment": ALTER,
    },
    source=__file__,
    found_in="relations",
    printed_once=_printed_once,
    requires=_requires,
    parent=_parent,
    whole=_whole,
    must_replace=_must_replace,
    namespace="relation",
    last=True,
    renames="INDEX",
)
