"""Background workers: enough for TimescaleDB's schedulers and jobs beside parallel queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.results import Finding

# TimescaleDB's launcher, and the launcher of logical replication.
LAUNCHERS = 2


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    (row,) = rows
    timescale = row["timescale"] or 0
    if patient.server.edition != "community" and not row["jobs"]:
        return
    wanted = timescale + row["parallel"] + LAUNCHERS
    if row["processes"] < wanted:
        message = f"max_worker_processes is {row['processes']}, while timescaledb.max_background_workers "
        message += f"({timescale}), max_parallel_workers ({row['parallel']}) and the launchers want {wanted}"
        yield Finding("workers-too-few", "warning", message, f"set max_worker_processes = {wanted}; restart")
    # Who may not see the schedulers takes every database for one that has the extension.
    holders = row["schedulers"] or row["databases"]
    said = "" if row["schedulers"] else " at most"
    least = 1 + holders + min(row["jobs"], 1)
    if timescale < least:
        message = f"timescaledb.max_background_workers is {timescale}; the launcher, a scheduler in each of"
        message += f"{said} {holders} databases and one job want {least}"
        advice = f"set it to {least} or more and restart, or drop databases that nobody needs"
        yield Finding("timescaledb-workers-too-few", "warning", message, advice)


PROBE = Probe(
    name="workers",
    healthy="there are background workers enough",
    read=_read,
    wanted=lambda patient: patient.server.timescaledb is not None,
)
