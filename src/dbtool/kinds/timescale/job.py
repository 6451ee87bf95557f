"""User-defined jobs of TimescaleDB's scheduler.

Identified by procedure and name. `config` is compared as JSON. Before TimescaleDB 2.20 a job has no name of
its own: it is kept in the config, under `dbtool_job`. Everything changes in place but the owner and a config
that is taken away, which make the job anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind
from dbtool.kinds.scheduling import CASTS, RUNS
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Fact):
    """User-defined jobs of TimescaleDB's scheduler."""

    kind: ClassVar[str] = "job"
    identity: ClassVar[tuple[str, ...]] = ("procedure_schema", "procedure", "name")

    procedure_schema: str
    procedure: str
    name: str
    schedule_interval: str
    config: str | None = None
    initial_start: str | None = None
    timezone: str | None = None
    fixed_schedule: bool | None = None
    scheduled: bool = True
    max_runtime: str | None = None
    max_retries: int | None = None
    retry_period: str | None = None
    check_config: str | None = None
    owner: str | None = None


def _requires(_job: Job) -> Iterable[Key]:
    yield Key("extension", ("timescaledb",))


KIND = Kind(
    model=Job,
    fields={
        "schedule_interval": ALTER,
        "config": ALTER,
        "fixed_schedule": OPTIONAL,
        **RUNS,
        "check_config": ALTER,
        "owner": OPTIONAL,
    },
    source=__file__,
    found_in="jobs",
    requires=_requires,
    declared=True,
    community=True,
    casts={
        "config": "jsonb",
        **CASTS,
    },
)
