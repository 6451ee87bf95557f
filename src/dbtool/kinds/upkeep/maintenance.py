"""How often a table is vacuumed, analyzed and reindexed by `dbtool maintain run`, beside autovacuum.

Indexes are rebuilt concurrently. What autovacuum itself should do is said by the table's `options`.

    maintenance: {table: orders, vacuum: 1 day, analyze: 6 hours, reindex: 30 days}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance(Fact):
    """How often a table is vacuumed, analyzed and reindexed; None for never."""

    kind: ClassVar[str] = "maintenance"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    vacuum: str | None = None
    analyze: str | None = None
    reindex: str | None = None


def _requires(maintenance: Maintenance) -> Iterable[Key]:
    # Whichever of these is there.
    yield Key("table", (maintenance.schema, maintenance.table))
    yield Key("materialized_view", (maintenance.schema, maintenance.table))


KIND = Kind(
    model=Maintenance,
    fields={"vacuum": ALTER, "analyze": ALTER, "reindex": ALTER},
    source=__file__,
    found_in="kept",
    requires=_requires,
    declared=True,
    casts={"vacuum": "interval", "analyze": "interval", "reindex": "interval"},
)
