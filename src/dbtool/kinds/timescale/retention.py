"""The job that drops a hypertable's old chunks (retention policy).

A shorter retention deletes data at the next run: the hazard `deletes-data`. `options` are further entries of
the job's config, merged and never replaced. Changes are made in place, and the job keeps its number and
history (`drop_created_before` from TimescaleDB 2.26.3 on).
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
class Retention(Fact):
    """The job that drops a hypertable's old chunks (retention policy)."""

    kind: ClassVar[str] = "retention"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    drop_after: str | None = None
    drop_created_before: str | None = None
    schedule_interval: str | None = None
    initial_start: str | None = None
    timezone: str | None = None
    scheduled: bool = True
    max_runtime: str | None = None
    max_retries: int | None = None
    retry_period: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def _requires(retention: Retention) -> Iterable[Key]:
    # One of these exists: a policy sits on a hypertable or on a continuous aggregate.
    yield Key("hypertable", (retention.schema, retention.table))
    yield Key("continuous_aggregate", (retention.schema, retention.table))


KIND = Kind(
    model=Retention,
    fields={
        "drop_after": ALTER,
        "drop_created_before": ALTER,
        "schedule_interval": OPTIONAL,
        **POLICY,
    },
    source=__file__,
    found_in="jobs",
    requires=_requires,
    declared=True,
    community=True,
    casts={
        "drop_after": "interval",
        "drop_created_before": "interval",
        **CASTS,
    },
)
