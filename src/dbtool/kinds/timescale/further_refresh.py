"""The second and every later refresh policy of a continuous aggregate.

TimescaleDB 2.21 and newer take several policies for one aggregate, with windows that do not overlap. The one
with the newest window is the kind refresh; each other is found by the end of its window. Another end
replaces the policy, everything else changes in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.kinds.scheduling import CASTS, POLICY
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherRefresh(Fact):
    """The second and every later refresh policy of a continuous aggregate."""

    kind: ClassVar[str] = "further_refresh"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name", "end_offset")

    schema: str
    name: str
    end_offset: str
    start_offset: str | None = None
    schedule_interval: str
    initial_start: str | None = None
    timezone: str | None = None
    scheduled: bool = True
    max_runtime: str | None = None
    max_retries: int | None = None
    retry_period: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def _parent(refresh: FurtherRefresh) -> Key:
    return Key("continuous_aggregate", (refresh.schema, refresh.name))


def _requires(refresh: FurtherRefresh) -> Iterable[Key]:
    yield _parent(refresh)
    # A newer window is made first, and goes last.
    yield Key("refresh", (refresh.schema, refresh.name))


KIND = Kind(
    model=FurtherRefresh,
    fields={
        "start_offset": ALTER,
        "schedule_interval": ALTER,
        **POLICY,
    },
    source=__file__,
    found_in="jobs",
    requires=_requires,
    parent=_parent,
    declared=True,
    community=True,
    casts={
        "start_offset": "interval",
        "end_offset": "interval",
        **CASTS,
    },
)
