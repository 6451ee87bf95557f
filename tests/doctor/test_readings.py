"""What rows say that no test server can be brought to give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from dbtool.catalog.server import ServerInfo
from dbtool.operations.doctor.probe import Patient, Probe
from dbtool.operations.doctor.probes import PROBES, collations, extensions, hba, server, transactions, wal
from dbtool.operations.doctor.results import Finding

PATIENT = Patient(
    server=ServerInfo(
        version=170012,
        edition="community",
        timescaledb="2.29.2",
        timescaledb_schema="public",
        user="app",
        superuser=False,
    ),
    reads_stats=True,
    reads_settings=True,
    standby=False,
)
AGES = {"name": "db", "freeze_at": 200_000_000, "multixact_freeze_at": 400_000_000, "prepared": []}
SLOT = {
    "archive_mode": "on",
    "archive_command": "wal-g wal-push %p",
    "archive_library": "",
    "failed_count": 0,
    "last_failed_wal": None,
    "failing": False,
    "archived_seconds": 5,
    "slot": "s",
    "slot_type": "logical",
    "database": "db",
    "active": True,
    "wal_status": "reserved",
    "held_bytes": 0,
}
RULE = {
    "line": 7,
    "type": "host",
    "database": ["all"],
    "users": ["app"],
    "address": "10.0.0.0",
    "error": None,
}
SERVER = {
    "size_bytes": 1,
    "temp_bytes": 0,
    "collation": "en_US.utf8",
    "collation_version": "2.36",
    "actual_version": "2.36",
    "hits": 10,
    "reads": 0,
    "checksum_failures": None,
    "index_hits": 0,
    "index_reads": 0,
    "sessions": 1,
    "commits": 0,
    "rollbacks": 0,
    "deadlocks": 0,
    "up_seconds": 1,
}
EXTENSION = {
    "name": "timescaledb",
    "installed": "2.29.2",
    "available": "2.29.2",
    "statements_loaded": True,
    "statements_available": True,
}


def _said(probe: Probe, rows: Sequence[dict[str, Any]], patient: Patient = PATIENT) -> dict[str, str]:
    return {one.code: one.severity for one in probe.read(rows, patient) if isinstance(one, Finding)}


def _patient(version: int = 170012, timescaledb: str = "2.29.2") -> Patient:
    info = ServerInfo(version, "community", timescaledb, "public", "app", False)
    return Patient(server=info, reads_stats=True, reads_settings=True, standby=False)


@pytest.mark.parametrize(
    ("age", "multixact", "said"),
    [
        (100, 100, {}),
        (500_000_000, 0, {"wraparound": "warning"}),
        (1_600_000_000, 0, {"wraparound": "error"}),
        (0, 900_000_000, {"multixact-wraparound": "warning"}),
    ],
)
def test_ids_that_run_out(age: int, multixact: int, said: dict[str, str]) -> None:
    row = AGES | {"age": age, "multixact_age": multixact, "prepared_seconds": None}
    assert _said(transactions.PROBE, [row]) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, {}),
        ({"wal_status": "lost"}, {"slot-lost": "error"}),
        ({"held_bytes": 2 * 1024**3}, {"slot-holds-wal": "warning"}),
        ({"held_bytes": 60 * 1024**3}, {"slot-holds-wal": "error"}),
        ({"archive_command": ""}, {"archive-command-missing": "error"}),
        ({"archive_command": "", "archive_library": "basic_archive"}, {}),
        ({"archived_seconds": 9_000}, {"archive-late": "info"}),
        ({"archive_mode": "off", "archive_command": "(disabled)"}, {"archive-off": "info"}),
    ],
)
def test_wal_that_piles_up(change: dict[str, Any], said: dict[str, str]) -> None:
    assert _said(wal.PROBE, [SLOT | change]) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"method": "scram-sha-256"}, {}),
        ({"method": "trust"}, {"hba-trust": "error"}),
        ({"method": "trust", "type": "local", "address": None}, {"hba-trust-local": "warning"}),
        ({"method": "trust", "address": "127.0.0.1"}, {"hba-trust-local": "warning"}),
        ({"method": "password"}, {"hba-password": "error"}),
        ({"method": "md5"}, {"hba-md5": "info"}),
        ({"method": "md5", "type": "local", "address": None}, {}),
        ({"method": None, "error": "invalid"}, {"hba-invalid": "error"}),
    ],
)
def test_lines_of_pg_hba(change: dict[str, Any], said: dict[str, str]) -> None:
    assert _said(hba.PROBE, [RULE | change]) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, {}),
        ({"checksum_failures": 3}, {"checksum-failures": "error"}),
        ({"actual_version": "2.41"}, {"collation-version": "warning"}),
        ({"collation_version": None}, {}),
        ({"hits": 3_000_000, "reads": 2_000_000}, {"cache-hits": "warning"}),
        ({"hits": 30, "reads": 20}, {}),
        ({"temp_bytes": 100}, {"temporary-files": "info"}),
    ],
)
def test_database_as_a_whole(change: dict[str, Any], said: dict[str, str]) -> None:
    assert _said(server.PROBE, [SERVER | change]) == said


@pytest.mark.parametrize(
    ("version", "said"),
    [
        (170012, {}),
        (170013, {}),
        (150013, {"postgresql-outdated": "warning"}),
        (140000, {"postgresql-unsupported": "error"}),
        (190000, {"postgresql-unknown": "info"}),
    ],
)
def test_version_of_the_server(version: int, said: dict[str, str]) -> None:
    assert _said(server.PROBE, [SERVER], _patient(version)) == said


@pytest.mark.parametrize(
    ("installed", "available", "said"),
    [
        ("2.29.2", "2.29.2", {}),
        ("2.29.1", "2.29.1", {"timescaledb-outdated": "info"}),
        ("2.30.0", "2.30.0", {"timescaledb-untested": "info"}),
        ("2.27.0", "2.29.2", {"timescaledb-security": "warning", "extension-outdated": "warning"}),
        ("2.29.2", None, {"extension-files-missing": "error"}),
    ],
)
def test_version_of_timescaledb(installed: str, available: str | None, said: dict[str, str]) -> None:
    rows = [
        EXTENSION | {"installed": installed, "available": available},
        EXTENSION | {"name": "pg_stat_statements"},
    ]
    assert _said(extensions.PROBE, rows, _patient(timescaledb=installed)) == said


def test_collation_that_changed() -> None:
    row = {"name": "pg_catalog.de-x-icu", "recorded": "153.14", "actual": "153.121"}
    assert _said(collations.PROBE, [row]) == {"collation-version": "warning"}


def test_probes_have_names_of_their_own() -> None:
    names = [probe.name for probe in PROBES]
    assert len(names) == len(set(names))
