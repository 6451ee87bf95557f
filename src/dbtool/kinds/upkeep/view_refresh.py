"""When a plain materialized view is refreshed: `dbtool maintain run` does it.

`concurrently` leaves readers alone; the server asks for a unique index on plain columns of the view.

    refresh: {view: daily_summary, schedule: 1 day, concurrently: true}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewRefresh(Fact):
    """When a plain materialized view is refreshed."""

    kind: ClassVar[str] = "view_refresh"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    schedule_interval: str
    concurrently: bool = False


def _requires(refresh: ViewRefresh) -> Iterable[Key]:
    yield Key("materialized_view", (refresh.schema, refresh.name))


KIND = Kind(
    model=ViewRefresh,
    fields={"schedule_interval": ALTER, "concurrently": ALTER},
    source=__file__,
    found_in="kept",
    requires=_requires,
    declared=True,
    casts={"schedule_interval": "interval"},
)
