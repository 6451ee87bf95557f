"""The job that sorts the rows of a hypertable's chunks by one of its indexes (reorder policy).

A hypertable has one at most; on TimescaleDB's Community edition only. The index, the schedule and how often
the job is tried change in place: the job keeps its number and history.
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
class ReorderPolicy(Fact):
    """The job that sorts the rows of a hypertable's chunks by one of its indexes (reorder policy)."""

    kind: ClassVar[str] = "reorder_policy"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    index: str
    schedule_interval: str | None = None
    initial_start: str | None = None
    timezone: str | None = None
    scheduled: bool = True
    max_runtime: str | None = None
    max_retries: int | None = None
    retry_period: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def _requires(policy: ReorderPolicy) -> Iterable[Key]:
    yield Key("hypertable", (policy.schema, policy.table))
    # The index may be a key's own.
    yield Key("index", (policy.schema, policy.index))
    yield Key("constraint", (policy.schema, policy.table, policy.index))


KIND = Kind(
    model=ReorderPolicy,
    fields={
        "index": ALTER,
        "schedule_interval": OPTIONAL,
        **POLICY,
    },
    source=__file__,
    found_in="jobs",
    # No part of its hypertable: where the job is only declared, the drop has to be said.
    requires=_requires,
    declared=True,
    community=True,
    casts=CASTS,
)
