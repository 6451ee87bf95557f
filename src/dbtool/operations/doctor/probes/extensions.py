"""Extensions: older than what is installed on the machine, with known faults, or not preloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.checks.releases import release_of, timescaledb_faults
from dbtool.operations.doctor import versions
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.results import Column, Finding, Table

COLUMNS = (Column("extension"), Column("installed"), Column("available"))
PRELOAD = "add pg_stat_statements to shared_preload_libraries and restart"
CREATE = "CREATE EXTENSION pg_stat_statements in this database"


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    for row in rows:
        name, installed, available = row["name"], row["installed"], row["available"]
        if available is None:
            message = f"extension {name} is installed here, but its files are not on the machine"
            yield Finding("extension-files-missing", "error", message, "install its package", (name,))
        elif installed != available:
            message = f"extension {name} is at {installed}, the machine has {available}"
            advice = f"ALTER EXTENSION {name} UPDATE"
            if name == "timescaledb":
                advice += ", as the first statement of a new session"
            yield Finding("extension-outdated", "warning", message, advice, (name,))
    if patient.server.timescaledb:
        yield from _timescaledb(patient.server.timescaledb, patient)
    yield from _statements(rows[0], installed="pg_stat_statements" in {row["name"] for row in rows})
    table = tuple((row["name"], row["installed"], row["available"]) for row in rows)
    yield Table("extensions", "extensions", COLUMNS, table)


def _timescaledb(version: str, patient: Patient) -> Iterator[Finding]:
    installed = release_of(version)
    newest = versions.newest_timescaledb(patient.major)
    faults = timescaledb_faults(installed)
    steps = versions.upgrade_steps(installed, newest)
    mind = f"; on the way: {'; '.join(steps)}" if steps else ""
    if faults:
        message = f"TimescaleDB {version} has known security faults: {'; '.join(faults)}"
        if newest < versions.NEWEST_TIMESCALEDB:
            message += f"; {newest} is the last for PostgreSQL {patient.major}"
        yield Finding("timescaledb-security", "warning", message, f"update to {newest}{mind}")
    elif installed < newest:
        message = f"TimescaleDB {version} is not the newest known, {newest}"
        yield Finding("timescaledb-outdated", "info", message, f"update to {newest}{mind}")
    elif installed[:2] > versions.NEWEST_TIMESCALEDB[:2]:
        message = f"TimescaleDB {version} is newer than dbtool knows: untested, with the rules of {newest}"
        yield Finding("timescaledb-untested", "info", message, "look for a newer dbtool")
    if patient.server.edition == "apache":
        message = "TimescaleDB runs in its Apache edition: no compression, no policies, no jobs"
        advice = "dbtool holds what it lacks: `dbtool verify` lists it, `dbtool maintain run` carries it out"
        yield Finding("timescaledb-apache", "info", message, advice)


def _statements(row: Row, *, installed: bool) -> Iterator[Finding]:
    loaded = row["statements_loaded"]
    if installed and not loaded:
        message = "pg_stat_statements is installed but not preloaded, so that it counts nothing"
        yield Finding("pg-stat-statements", "warning", message, PRELOAD)
    elif not installed:
        message = "pg_stat_statements is not installed: nobody knows which statements are slow"
        advice = CREATE if loaded else f"{PRELOAD}; then {CREATE}"
        if not row["statements_available"]:
            advice = f"install PostgreSQL's contrib package; {advice}"
        yield Finding("pg-stat-statements", "info", message, advice)


PROBE = Probe(name="extensions", healthy="extensions are as new as the machine has them", read=_read)
