"""A plain database: planted faults are found, and a healthy one has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import psycopg
import pytest

from dbtool.catalog.query import Row
from dbtool.operations.doctor import doctor as module
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.probes import activity
from tests.doctor.support import codes, examine, figures, found, run, unseen

OBJECTS = {
    "invalid-indexes",
    "constraints-not-validated",
    "triggers-disabled",
    "foreign-keys-disabled",
    "sequence-ends",
    "dead-rows",
    "never-analyzed",
    "bloated-table",
    "bloated-index",
    "unused-indexes",
    "collation-version",
    "long-transactions",
    "idle-in-transaction",
    "lock-waits",
}


def test_healthy_database_has_no_fault(plain_database_url: str) -> None:
    run(plain_database_url, "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)")
    result = examine(plain_database_url)
    assert codes(result) & OBJECTS == set()
    assert unseen(result) == {}
    assert [row["table"] for row in figures(result, "tables")] == ["public.t"]


def test_every_probe_says_something(plain_database_url: str) -> None:
    result = examine(plain_database_url)
    in_order = {one.code for one in result.findings if one.severity == "ok"}
    assert {"rights", "transactions", "integrity", "sequences", "collations", "tables", "indexes"} <= in_order
    assert {one.name for one in result.tables} >= {"database", "extensions", "connections"}


def test_nothing_can_be_written(plain_database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(plain_database_url, "CREATE TABLE t (id int)")
    written: list[Row] = []

    def write(rows: Sequence[Row], _patient: Patient) -> Iterable[Said]:
        written.extend(rows)
        return []

    probe = Probe(name="write", healthy="", read=write, query=lambda _patient: "write.sql")
    monkeypatch.setattr(module, "PROBES", (probe,))
    monkeypatch.setattr(module, "text_of", lambda _path: "INSERT INTO public.t VALUES (1) RETURNING id")
    result = examine(plain_database_url)
    assert written == []
    assert "read-only transaction" in unseen(result)["write"]


def test_broken_objects_are_found(plain_database_url: str) -> None:
    run(
        plain_database_url,
        "CREATE TABLE parent (id int PRIMARY KEY)",
        "CREATE TABLE child (id int, parent int REFERENCES parent, n int)",
        "ALTER TABLE child ADD CONSTRAINT positive CHECK (n > 0) NOT VALID",
        "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER silent BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION nothing()",
        "ALTER TABLE child DISABLE TRIGGER ALL",
        "INSERT INTO child VALUES (1, 7, 1), (1, 8, 1)",
        "CREATE TABLE small (id smallint PRIMARY KEY)",
        "CREATE SEQUENCE full_soon OWNED BY small.id",
        "SELECT setval('full_soon', 30000)",
    )
    with pytest.raises(psycopg.errors.UniqueViolation):
        run(plain_database_url, "CREATE UNIQUE INDEX CONCURRENTLY twice ON child (id)")
    result = examine(plain_database_url)
    assert found(result, "invalid-indexes").objects == ("public.twice",)
    assert found(result, "constraints-not-validated").objects == ("public.child.positive",)
    assert found(result, "triggers-disabled").objects == ("public.child.silent",)
    assert found(result, "foreign-keys-disabled").objects == ("public.child.child_parent_fkey",)
    ends = found(result, "sequence-ends")
    assert (ends.severity, ends.objects) == ("error", ("public.full_soon",))
    # The column holds 32767, whatever the sequence could give.
    assert "91.6 %" in ends.message


def test_bloat_and_unused_indexes_are_found(plain_database_url: str) -> None:
    run(
        plain_database_url,
        "CREATE TABLE heap (id int PRIMARY KEY, x text) WITH (autovacuum_enabled = off)",
        "INSERT INTO heap SELECT i, repeat('x', 900) FROM generate_series(1, 100000) AS i",
        "CREATE INDEX idle ON heap (x, id)",
        "DELETE FROM heap WHERE id % 10 > 0",
    )
    run(plain_database_url, "ANALYZE heap")
    result = examine(plain_database_url)
    assert found(result, "bloated-table").objects == ("public.heap",)
    assert found(result, "dead-rows").objects == ("public.heap",)
    # The primary key is as unused, but it is needed.
    assert found(result, "unused-indexes").objects == ("public.idle",)
    (bloated,) = [row for row in figures(result, "bloat") if row["name"] == "public.heap"]
    assert 85 < bloated["share"] < 95
    (upkeep,) = figures(result, "upkeep")
    assert upkeep["dead"] == 90_000


def test_partitions_are_counted_with_their_table(plain_database_url: str) -> None:
    run(
        plain_database_url,
        "CREATE TABLE p (id int) PARTITION BY RANGE (id)",
        "CREATE INDEX p_id ON p (id)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (1000)",
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (1000) TO (2001)",
        "INSERT INTO p SELECT generate_series(0, 2000)",
    )
    run(plain_database_url, "ANALYZE p")
    result = examine(plain_database_url)
    (table,) = figures(result, "tables")
    assert (table["table"], table["parts"], table["rows"]) == ("public.p", 2, 2001)
    (index,) = figures(result, "indexes")
    assert (index["index"], index["table"]) == ("public.p_id", "public.p")
    assert index["size"] > 0


def test_sessions_in_each_others_way_are_found(
    plain_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit in ("LONG_SECONDS", "IDLE_SECONDS", "WAIT_SECONDS"):
        monkeypatch.setattr(activity, limit, 0)
    run(plain_database_url, "CREATE TABLE t (id int)")
    holder, waiter = psycopg.connect(plain_database_url), psycopg.connect(plain_database_url)
    with holder, waiter:
        holder.execute("LOCK TABLE t IN SHARE MODE")
        pid = holder.info.backend_pid
        # Sent, and not waited for.
        waiter.pgconn.send_query(b"BEGIN; INSERT INTO t VALUES (1)")
        waiting = waiter.info.backend_pid
        result = examine(plain_database_url)
        for _ in range(50):
            if "lock-waits" in codes(result):
                break
            result = examine(plain_database_url)
        holder.rollback()
        waiter.pgconn.get_result()
        waiter.close()
    mine = f"pid {waiting} of postgres"
    assert mine in found(result, "lock-waits").objects
    assert f"pid {pid}" in found(result, "lock-waits").message
    assert f"pid {pid} of postgres" in found(result, "idle-in-transaction").objects
    assert f"pid {pid} of postgres" in found(result, "long-transactions").objects


def test_locked_table_hides_sizes_and_nothing_else(plain_database_url: str) -> None:
    run(plain_database_url, "CREATE TABLE t (id int)")
    with psycopg.connect(plain_database_url) as holder:
        holder.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        result = examine(plain_database_url)
        holder.rollback()
    assert "another session holds a lock" in unseen(result)["tables"]
    assert "integrity" in {one.code for one in result.findings if one.severity == "ok"}


def test_recommended_settings_are_compared(plain_database_url: str) -> None:
    wanted = {
        "max_connections": ">= 2",
        "random_page_cost": "1.05",
        "work_mem": "many",
        "shared_bufers": "1GB",
        "SHARED_BUFFERS": "3GB",
    }
    result = examine(plain_database_url, recommended_settings=wanted)
    differing = {one.objects[0]: one.advice for one in result.findings if one.code == "recommended-settings"}
    assert differing == {
        "random_page_cost": "ALTER SYSTEM SET random_page_cost = '1.05' (needs a reload)",
        "SHARED_BUFFERS": "ALTER SYSTEM SET SHARED_BUFFERS = '3GB' (needs a restart)",
    }
    assert "many is no number" in found(result, "recommended-setting-wrong").message
    assert found(result, "recommended-setting-unknown").objects == ("shared_bufers",)
    assert len(figures(result, "recommended-settings")) == 3


def test_setting_of_the_session_itself_is_not_taken_for_the_servers(plain_database_url: str) -> None:
    wanted = {"default_transaction_read_only": "off", "statement_timeout": "0", "lock_timeout": "0"}
    result = examine(plain_database_url, recommended_settings=wanted)
    assert found(result, "recommended-settings").severity == "ok"


def test_pg_stat_statements_without_its_library_is_told(plain_database_url: str) -> None:
    run(plain_database_url, "CREATE EXTENSION pg_stat_statements")
    result = examine(plain_database_url)
    loaded = "shared_preload_libraries" in unseen(result).get("statements", "")
    assert found(result, "pg-stat-statements").severity == "warning"
    assert loaded
