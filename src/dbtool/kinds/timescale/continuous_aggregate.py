"""Continuous aggregates.

`definition` is the SELECT as the server prints a view of it. Created WITH NO DATA; another query
builds a new aggregate beside the old one, which takes its place. Options change in place. One that the
Community edition has left on a server of another is `dormant`, since nothing refreshes it there: it is made
anew, as what stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, OPTIONAL, REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinuousAggregate(Fact):
    """Continuous aggregates."""

    kind: ClassVar[str] = "continuous_aggregate"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    definition: Expr
    columns: tuple[tuple[str, ...], ...] = ()
    materialized_only: bool = True
    create_group_indexes: bool = True
    chunk_interval: str | None = None
    dormant: bool = False
    owner: str | None = None
    comment: str | None = None


def _requires(aggregate: ContinuousAggregate) -> Iterable[Key]:
    yield Key("schema", (aggregate.schema,))
    yield Key("extension", ("timescaledb",))


KIND = Kind(
    model=ContinuousAggregate,
    fields={
        "definition": REPLACE,
        "columns": IGNORE,
        "materialized_only": ALTER,
        "create_group_indexes": IGNORE,
        "chunk_interval": OPTIONAL,
        "dormant": REPLACE,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="aggregates",
    requires=_requires,
    namespace="relation",
    steps_aside=always,
    declared=True,
    community=True,
    casts={"chunk_interval": "interval"},
    renames="MATERIALIZED VIEW",
    moves=True,
)
