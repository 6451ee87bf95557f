"""Columnstore (compression) settings of a hypertable or continuous aggregate.

`segment_by`, `order_by` and `sparse_index` (from 2.22 on) left out are the server's choice and not compared.
Enabling is instant, and a change concerns future chunks; disabling needs all chunks decompressed first. A
change of the table that TimescaleDB refuses while the columnstore is on switches it off and on again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from dbtool.kinds.base import OPTIONAL, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.quoting import ident


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
    sparse_index: tuple[str, ...] | None = None


def _column_of(order: str) -> str:
    name = order.removesuffix(" NULLS FIRST").removesuffix(" NULLS LAST").removesuffix(" DESC")
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def _with_columns(columnstore: Columnstore, names: Mapping[str, str]) -> Columnstore:
    # The server renames them in its settings, too.
    segments, orders = columnstore.segment_by, columnstore.order_by
    return replace(
        columnstore,
        segment_by=segments and tuple(names.get(name, name) for name in segments),
        order_by=orders and tuple(_ordered_by(order, names) for order in orders),
    )


def _ordered_by(order: str, names: Mapping[str, str]) -> str:
    name = _column_of(order)
    return order.replace(ident(name), ident(names[name]), 1) if name in names else order


def _requires(columnstore: Columnstore) -> Iterable[Key]:
    for name in columnstore.segment_by or ():
        yield Key("column", (columnstore.schema, columnstore.table, name))
    for order in columnstore.order_by or ():
        yield Key("column", (columnstore.schema, columnstore.table, _column_of(order)))
    yield Key("hypertable", (columnstore.schema, columnstore.table))
    yield Key("continuous_aggregate", (columnstore.schema, columnstore.table))


KIND = Kind(
    model=Columnstore,
    fields={
        "segment_by": OPTIONAL,
        "order_by": OPTIONAL,
        "chunk_interval": OPTIONAL,
        "sparse_index": OPTIONAL,
    },
    source=__file__,
    found_in="hypertables",
    requires=_requires,
    declared=True,
    with_columns=_with_columns,
    community=True,
    casts={"chunk_interval": "interval"},
)
