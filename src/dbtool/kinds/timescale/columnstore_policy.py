"""The job that moves old chunks of a hypertable into the columnstore (compression policy).

Manages when chunks go, when the job runs and how often it is tried, and `options`: the further entries of the
job's config, such as maxchunks_to_compress. All of it changes in place, the config merged and never replaced.
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
class ColumnstorePolicy(Fact):
    """The job that moves old chunks of a hypertable into the columnstore (compression policy)."""

    kind: ClassVar[str] = "columnstore_policy"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    after: str | None = None
    created_before: str | None = None
    schedule_interval: str | None = None
    initial_start: str | None = None
    timezone: str | None = None
    scheduled: bool = True
    max_runtime: str | None = None
    max_retries: int | None = None
    retry_period: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


def _requires(policy: ColumnstorePolicy) -> Iterable[Key]:
    # One of these exists: a policy sits on a hypertable or on a continuous aggregate.
    yield Key("hypertable", (policy.schema, policy.table))
    yield Key("columnstore", (policy.schema, policy.table))
    yield Key("continuous_aggregate", (policy.schema, policy.table))
    # TimescaleDB < 2.28 asks for the refresh of an aggregate first.
    yield Key("refresh", (policy.schema, policy.table))


KIND = Kind(
    model=ColumnstorePolicy,
    fields={
        "after": ALTER,
        "created_before": ALTER,
        "schedule_interval": OPTIONAL,
        **POLICY,
    },
    source=__file__,
    found_in="jobs",
    requires=_requires,
    declared=True,
    community=True,
    casts={
        "after": "interval",
        "created_before": "interval",
        **CASTS,
    },
)
