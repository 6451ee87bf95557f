"""The lifecycle of a database's data, as `dbtool status` reports it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dbtool.catalog.reading import reading
from dbtool.kinds.timescale import columnstore_policy, retention
from dbtool.operations.lifecycle.hypertables import Hypertable, hypertables
from dbtool.operations.lifecycle.jobs import ScheduledJob, scheduled_jobs
from dbtool.operations.maintain import MaintainStatus
from dbtool.operations.sources import Live

POLICIES = (retention.KIND, columnstore_policy.KIND)
# The procedures of TimescaleDB's own policies, by the kind that declares them.
PROCEDURES = {"policy_retention": "retention", "policy_compression": "columnstore_policy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """Hypertables, and the jobs of TimescaleDB's scheduler."""

    hypertables: tuple[Hypertable, ...] = ()
    jobs: tuple[ScheduledJob, ...] = ()


def lifecycle_of(live: Live, upkeep: MaintainStatus | None) -> Lifecycle:
    """Read it; nothing without TimescaleDB.

    Shape:  `upkeep` is where dbtool's own tasks stand, which carry out policies where TimescaleDB cannot.
    Errors: psycopg.Error.
    """
    schema = live.server.timescaledb_schema
    if schema is None:
        return Lifecycle()
    jobs = scheduled_jobs(live.connection)
    # Without the Community edition nobody compresses; what is declared of it stands among what is held.
    carried_out = POLICIES if live.server.edition == "community" else (retention.KIND,)
    with reading(live.connection, carried_out) as found:
        policies = tuple(found.database()[0].facts.values())
    starts = {**(_starts(upkeep) if upkeep else {}), **_of_jobs(jobs)}
    return Lifecycle(
        hypertables=tuple(hypertables(live.connection, schema, policies, starts)), jobs=tuple(jobs)
    )


def _of_jobs(jobs: list[ScheduledJob]) -> Mapping[tuple[str, str], datetime]:
    return {
        (PROCEDURES[job.procedure], job.relation): job.next_start
        for job in jobs
        if job.procedure in PROCEDURES and job.next_start
    }


def _starts(upkeep: MaintainStatus) -> Mapping[tuple[str, str], datetime]:
    """What is due and was never done is due now, whenever somebody next runs maintenance."""
    found = {}
    for each in upkeep.tasks:
        at = each.due.at or (upkeep.now if each.due.now else None)
        if at is not None:
            found[each.task.kind, ".".join(each.task.path)] = at
    return found
