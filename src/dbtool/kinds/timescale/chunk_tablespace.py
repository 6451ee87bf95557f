"""Tablespaces that a hypertable's new chunks go to, by turns.

Attached and detached in place; chunks that are there stay where they are. The tablespace of the table itself
is attached by TimescaleDB and belongs to the table. Tablespaces are the server's own: dbtool makes none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkTablespace(Fact):
    """Tablespaces that a hypertable's new chunks go to, by turns."""

    kind: ClassVar[str] = "chunk_tablespace"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "tablespace")

    schema: str
    table: str
    tablespace: str


def _parent(tablespace: ChunkTablespace) -> Key:
    return Key("hypertable", (tablespace.schema, tablespace.table))


def _requires(tablespace: ChunkTablespace) -> Iterable[Key]:
    yield _parent(tablespace)


KIND = Kind(
    model=ChunkTablespace,
    fields={},
    source=__file__,
    found_in="hypertables",
    requires=_requires,
    parent=_parent,
    # A scratch server has not got the tablespaces of another.
    declared=True,
)
