"""Hypertables: the dimensions and chunk settings of a table.

Manages the chunk interval, the number of hash partitions and the integer clock in place, and adds
dimensions: hash partitions, and further ranges, each with its interval. For another time column, a dimension
less, another associated schema or prefix, and where a table with rows becomes a hypertable or ceases to be
one, a new table is built beside the old one, which goes on in use, and takes its place. Default indexes are
never implicit: declare them.

Not managed, and named by the census: dimensions with a partitioning function of the user's own, and
TimescaleDB 2.29's direct_compress and granular refresh. direct_compress makes, changes and drops the policies
of its hypertable by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypertable(Fact):
    """Hypertables: the dimensions and chunk settings of a table."""

    kind: ClassVar[str] = "hypertable"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    by: str
    chunk_interval: str | None = None
    hash: Mapping[str, int] = field(default_factory=dict)
    ranges: Mapping[str, str] = field(default_factory=dict)
    integer_now: str | None = None
    associated_schema: str | None = None
    associated_prefix: str | None = None


def _parent(hypertable: Hypertable) -> Key:
    return Key("table", (hypertable.schema, hypertable.table))


def _requires(hypertable: Hypertable) -> Iterable[Key]:
    yield _parent(hypertable)
    yield Key("extension", ("timescaledb",))


KIND = Kind(
    model=Hypertable,
    fields={
        "by": REPLACE,
        "chunk_interval": OPTIONAL,
        "hash": ALTER,
        "ranges": ALTER,
        "integer_now": ALTER,
        "associated_schema": OPTIONAL,
        "associated_prefix": OPTIONAL,
    },
    source=__file__,
    found_in="hypertables",
    requires=_requires,
    parent=_parent,
    holds_data=True,
)
