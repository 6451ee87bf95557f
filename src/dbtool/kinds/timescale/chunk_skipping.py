"""Columns of a hypertable whose range of values TimescaleDB keeps for each chunk (chunk skipping).

A query by such a column leaves out the chunks that hold none of its values. Since TimescaleDB 2.16, for
columns of integers and times; the ranges are taken when a chunk is compressed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkSkipping(Fact):
    """Columns of a hypertable whose range of values TimescaleDB keeps for each chunk (chunk skipping)."""

    kind: ClassVar[str] = "chunk_skipping"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "column")

    schema: str
    table: str
    column: str


def _parent(skipping: ChunkSkipping) -> Key:
    return Key("hypertable", (skipping.schema, skipping.table))


def _requires(skipping: ChunkSkipping) -> Iterable[Key]:
    yield _parent(skipping)
    yield Key("column", (skipping.schema, skipping.table, skipping.column))


KIND = Kind(
    model=ChunkSkipping,
    fields={},
    source=__file__,
    found_in="hypertables",
    requires=_requires,
    parent=_parent,
    release=(2, 16),
)
