"""The job that refreshes a continuous aggregate (refresh policy).

Manages the window, the schedule, and as `options` what else the job's config holds, such as
buckets_per_batch. All of it changes in place: the job keeps its number and history. Of several policies of
one aggregate this is the one with the newest window; the others are of the kind further_refresh.
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
class Refresh(Fact):
    """The job that refreshes a continuous aggregate (refresh policy)."""

    kind: ClassVar[str] = "refresh"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    start_offset: str | None = None
    end_offset: str | None = None
    schedule_interval: str
    initial_start: str | None = None
    timezone: str | None = None
    scheduled: bool = True
    max_runtime: str | None = None
    max_retries: int | None = None
    retry_period: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def _parent(refresh: Refresh) -> Key:
    return Key("continuous_aggregate", (refresh.schema, refresh.name))


def _requires(refresh: Refresh) -> Iterable[Key]:
    yield _parent(refresh)


KIND = Kind(
    model=Refresh,
    fields={
        "start_offset": ALTER,
        "end_offset": ALTER,
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
