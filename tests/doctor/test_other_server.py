"""An installed PostgreSQL of any major, without TimescaleDB, set up to have what a test server must not."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest

from dbtool.operations.doctor.probes import transactions, wal
from dbtool.server.cluster import Cluster, start_cluster
from dbtool.server.contract import Refused
from dbtool.server.local import installations
from tests.doctor.support import as_role, codes, examine, figures, found, run, unseen

OPTIONS = {
    "shared_preload_libraries": "pg_stat_statements",
    "wal_level": "logical",
    "max_wal_senders": "4",
    "max_prepared_transactions": "4",
    "archive_mode": "on",
    "archive_command": "cp %p /nonexistent/%f",
}


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A throw-away cluster of the newest PostgreSQL that is installed here."""
    complete = [found for found in installations() if found.complete()]
    if not complete:
        pytest.skip("no PostgreSQL server programs are installed")
    try:
        made = start_cluster(complete[0].bin_dir, community=False, options=OPTIONS)
    except Refused as refused:
        pytest.skip(refused.reason)
    yield made
    made.close()


def test_dangerous_settings_are_found(cluster: Cluster) -> None:
    result = examine(cluster.url)
    assert {"fsync-off", "full-page-writes-off", "autovacuum-off"} <= codes(result)
    assert unseen(result) == {}
    assert result.edition == "none"


def test_sandbox_is_meant_to_be_fast(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    from dbtool.server import sandbox

    monkeypatch.setattr(sandbox, "url", lambda _name: cluster.url)
    result = examine("sandbox")
    assert found(result, "fsync-off").severity == "info"
    assert found(result, "archive-command-unsafe").severity == "warning"


def test_setting_of_the_database_counts(cluster: Cluster) -> None:
    run(cluster.url, "ALTER DATABASE postgres SET password_encryption = 'md5'")
    try:
        assert found(examine(cluster.url), "password-encryption-md5").severity == "warning"
    finally:
        run(cluster.url, "ALTER DATABASE postgres RESET password_encryption")


def test_statements_are_listed_without_constants(cluster: Cluster) -> None:
    run(
        cluster.url,
        "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
        "SELECT pg_stat_statements_reset()",
        "SELECT 'geheim', pg_sleep(0.05)",
        "DO $x$ BEGIN PERFORM 'geheim', pg_sleep(0.02); END $x$",
        "CREATE ROLE one PASSWORD 'geheim'",
        "DROP ROLE one",
    )
    result = examine(cluster.url)
    listed = figures(result, "statements")
    assert listed[0]["statement"].startswith("SELECT $1, pg_sleep($2)")
    assert listed[0]["calls"] == 1
    assert 50 <= listed[0]["total"] < 5_000
    assert "geheim" not in str(result)
    assert {row["statement"] for row in listed} >= {"DO ?", "CREATE ROLE one PASSWORD ?"}
    assert found(result, "extensions").severity == "ok"


def test_statements_of_others_are_hidden_from_a_weak_role(cluster: Cluster) -> None:
    run(
        cluster.url,
        "CREATE EXTENSION IF NOT EXISTS pg_stat_statements",
        "CREATE ROLE weak LOGIN PASSWORD 'weak'",
        "SELECT 1",
    )
    try:
        result = examine(as_role(cluster.url, "weak", "weak"))
        assert unseen(result)["statements"].endswith("GRANT pg_monitor TO weak")
        assert "insufficient privilege" not in str(result.tables)
    finally:
        run(cluster.url, "DROP ROLE weak")


def test_slots_and_archiver(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    run(
        cluster.url,
        "SELECT pg_create_physical_replication_slot('left_behind', true)",
        "SELECT pg_switch_wal()",
    )
    try:
        result = examine(cluster.url)
        for _ in range(100):
            if "archive-failing" in codes(result):
                break
            time.sleep(0.1)
            result = examine(cluster.url)
        assert found(result, "archive-failing").severity == "error"
        assert "cp" in found(result, "archive-command-unsafe").message
        assert found(result, "slot-inactive").objects == ("left_behind",)
        (slot,) = figures(result, "slots")
        assert (slot["slot"], slot["type"], slot["active"]) == ("left_behind", "physical", "no")
        monkeypatch.setattr(wal, "MUCH_BYTES", 0)
        assert found(examine(cluster.url), "slot-holds-wal").severity == "warning"
    finally:
        run(cluster.url, "SELECT pg_drop_replication_slot('left_behind')")


def test_prepared_transaction_that_nobody_finishes(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transactions, "PREPARED_SECONDS", 0)
    run(cluster.url, "BEGIN; CREATE TABLE held (id int); PREPARE TRANSACTION 'forgotten'")
    try:
        assert found(examine(cluster.url), "prepared-transactions").objects == ("forgotten",)
    finally:
        run(cluster.url, "ROLLBACK PREPARED 'forgotten'")


def test_change_that_waits_for_a_restart(cluster: Cluster) -> None:
    run(cluster.url, "ALTER SYSTEM SET max_connections = 77", "SELECT pg_reload_conf()")
    try:
        result = examine(cluster.url)
        for _ in range(50):
            if "restart-pending" in codes(result):
                break
            time.sleep(0.1)
            result = examine(cluster.url)
        assert found(result, "restart-pending").objects == ("max_connections",)
    finally:
        run(cluster.url, "ALTER SYSTEM RESET max_connections", "SELECT pg_reload_conf()")


def test_full_server_is_told(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url) as connection:
        row = connection.execute("SHOW max_connections").fetchone()
    assert row is not None
    run(cluster.url, "CREATE ROLE crowd LOGIN PASSWORD 'crowd'")
    sessions: list[psycopg.Connection[tuple[object, ...]]] = []
    try:
        for _ in range(int(row[0]) - 8):
            sessions.append(psycopg.connect(as_role(cluster.url, "crowd", "crowd")))
        assert found(examine(cluster.url), "connections").severity in ("warning", "error")
    finally:
        for session in sessions:
            session.close()
        run(cluster.url, "DROP ROLE crowd")
