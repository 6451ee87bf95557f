"""The job that merges small batches of a hypertable's columnstore (compaction policy).

TimescaleDB 2.29 and newer, Community edition: rows that were written straight into the columnstore lie in
small, unordered batches until they are merged. Manages how much one run does, how long a chunk has to be left
alone before, when the job runs and how often it is tried. All of it changes in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind
from dbtool.kinds.scheduling import CASTS, POLICY
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactionPolicy(Fact):
    """The job that merges small batches of a hypertable's columnstore (compaction policy)."""

    kind: ClassVar[str] = "compaction_policy"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    max_chunks: int | None = None
    max_batches: int | None = None
    inactive_for: str | None = None
    schedule_interval: str | None = None
    initial_start: str | None = None
    timezone: str | None = None
    scheduled: bool = True
    max_runtime: str | None = None
    max_retries: int | None = None
    retry_period: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def _requires(policy: CompactionPolicy) -> Iterable[Key]:
    yield Key("hypertable", (policy.schema, policy.table))
    yield Key("columnstore", (policy.schema, policy.table))


KIND = Kind(
    model=CompactionPolicy,
    fields={
        "max_chunks": ALTER,
        "max_batches": ALTER,
        "inactive_for": ALTER,
        "schedule_interval": OPTIONAL,
        **POLICY,
    },
    source=__file__,
    found_in="jobs",
    # No part of its hypertable: where the job is only declared, the drop has to be said.
    requires=_requires,
    declared=True,
    community=True,
    casts={"inactive_for": "interval", **CASTS},
)
