"""Indexes that no constraint owns.

`definition` is what pg_get_indexdef prints from USING on: method, keys with operator classes, collations and
order, INCLUDE, NULLS NOT DISTINCT, storage parameters and predicate. On a table in use an index is built
concurrently; on a hypertable chunk by chunk.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    comment: str | None = None


def _parent(index: Index) -> Key:
    return Key("table", (index.schema, index.table))


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
        "comment": ALTER,
    },
    source=__file__,
    parent=_parent,
    namespace="relation",
    last=True,
)
