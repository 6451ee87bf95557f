"""Columnstore (compression) settings of a hypertable or continuous aggregate.

`segment_by` and `order_by` left out are the server's choice and are not compared. Enabling is instant;
disabling needs all chunks decompressed first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import OPTIONAL, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Columnstore(Fact):
    """Columnstore (compression) settings of a hypertable or continuous aggregate."""

    kind: ClassVar[str] = "columnstore"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    segment_by: tuple[str, ...] | None = None
    order_by: tuple[str, ...] | None = None
    chunk_interval: str | None = None


def _requires(columnstore: Columnstore) -> Iterable[Key]:
    for name in columnstore.segment_by or ():
        yield Key("column", (columnstore.schema, columnstore.table, name))
    for order in columnstore.order_by or ():
        name = order.removesuffix(" NULLS FIRST").removesuffix(" NULLS LAST").removesuffix(" DESC")
        if name.startswith('"'):
            name = name[1:-1].replace('""', '"')
        yield Key("column", (columnstore.schema, columnstore.table, name))
    yield Key("hypertable", (columnstore.schema, columnstore.table))
    yield Key("continuous_aggregate", (columnstore.schema, columnstore.table))


KIND = Kind(
    model=Columnstore,
    fields={
        "segment_by": OPTIONAL,
        "order_by": OPTIONAL,
        "chunk_interval": OPTIONAL,
    },
    source=__file__,
    requires=_requires,
    declared=True,
    community=True,
    casts={"chunk_interval": "interval"},
)
