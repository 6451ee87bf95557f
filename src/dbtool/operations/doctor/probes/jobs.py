"""TimescaleDB's jobs: those that fail, cannot run, or do not run when they should."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, number
from dbtool.operations.doctor.results import Column, Finding, Table
from dbtool.operations.lifecycle.jobs import QUERY, ScheduledJob
from dbtool.words import plural, some, span

LIMIT = 20
LATE_SECONDS = 3_600
COLUMNS = (
    Column("job"),
    Column("procedure"),
    Column("on"),
    Column("last"),
    Column("runs", "count"),
    Column("failures", "count"),
    Column("took", "seconds"),
)


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    failed = [row for row in rows if row["status"] == "Failed"]
    if failed:
        names = _names(failed)
        message = f"the last run failed of {plural(len(failed), 'job')}: {some(names)}"
        advice = "timescaledb_information.job_errors says why"
        yield Finding("jobs-failing", "error", message, advice, names)
    yield from _unable(rows)
    stopped = [row for row in rows if not row["scheduled"]]
    if stopped:
        names = _names(stopped)
        message = f"{plural(len(stopped), 'job')} not scheduled: {some(names)}"
        yield Finding(
            "jobs-stopped", "info", message, "alter_job(…, scheduled => true), if it should run", names
        )
    late = [row for row in rows if row["scheduled"] and number(row, "late_seconds") >= LATE_SECONDS]
    if late:
        names = _names(late)
        longest = max(number(row, "late_seconds") for row in late)
        message = f"{plural(len(late), 'job')} late by up to {span(longest)}: {some(names)}"
        advice = "are there enough background workers, and does the scheduler run?"
        yield Finding("jobs-late", "warning", message, advice, names)
    if rows:
        yield Table.top("jobs", "TimescaleDB's jobs", COLUMNS, list(map(_figures, rows)), LIMIT)


def _unable(rows: Sequence[Row]) -> Iterator[Finding]:
    """Jobs that their owners cannot run: one finding for all with the same reason."""
    reasons: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["unable"]:
            job = ScheduledJob(**row)
            reasons.setdefault((job.trouble or "", job.remedy), []).append(row)
    for (trouble, remedy), those in reasons.items():
        names = _names(those)
        message = f"{plural(len(those), 'job')} cannot run: {trouble}: {some(names)}"
        yield Finding("jobs-owner", "error", message, remedy, names)


def _names(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(f"{row['job_id']} {row['procedure']} on {row['relation']}".strip() for row in rows)


def _figures(row: Row) -> tuple[object, ...]:
    return (
        str(row["job_id"]),
        row["procedure"],
        row["relation"] or None,
        row["status"] or ("not run" if row["scheduled"] else "stopped"),
        number(row, "runs"),
        number(row, "failures"),
        None if row["seconds"] is None else float(row["seconds"]),
    )


PROBE = Probe(
    name="jobs",
    query=lambda _patient: QUERY,
    healthy="jobs run",
    read=_read,
    wanted=lambda patient: patient.server.timescaledb is not None,
)
