"""Hypertables on either edition, and what only the Community edition has."""

from __future__ import annotations

import secrets
import time

import psycopg
import pytest

from dbtool.errors import InsufficientRights
from dbtool.operations.doctor.probes import hypertables
from dbtool.server.contract import Server
from tests.doctor.support import as_role, codes, examine, figures, found, run, unseen

HYPERTABLE = (
    "CREATE TABLE bars (time timestamptz NOT NULL, symbol text, price float8)",
    "SELECT create_hypertable('bars', 'time', chunk_time_interval => interval '1 day')",
    "CREATE INDEX bars_symbol ON bars (symbol, time)",
    "INSERT INTO bars SELECT '2026-01-01'::timestamptz + i * interval '1 hour', i::text, i "
    "FROM generate_series(0, 239) AS i",
)


def test_hypertable_is_one_with_its_chunks(database_url: str, server: Server) -> None:
    run(database_url, *HYPERTABLE)
    run(database_url, "ANALYZE bars")
    result = examine(database_url)
    assert result.edition == server.edition
    assert unseen(result) == {}
    (bars,) = figures(result, "hypertables")
    with psycopg.connect(database_url) as connection:
        size = connection.execute("SELECT hypertable_size('bars')").fetchone()
    assert size is not None
    assert (bars["hypertable"], bars["chunks"], bars["size"]) == ("public.bars", 10, size[0])
    assert bars["interval"] == 86_400
    named = " ".join(str(row) for table in result.tables for row in table.rows)
    assert "_hyper_" not in named
    assert [row["table"] for row in figures(result, "tables")] == []
    assert [(row["table"], row["rows"]) for row in figures(result, "upkeep")] == [("public.bars", 240)]


def test_use_of_a_hypertables_index_is_that_of_its_chunks(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(database_url, *HYPERTABLE)
    with psycopg.connect(database_url) as connection:
        connection.execute("SET enable_seqscan = off")
        connection.execute("SELECT count(*) FROM bars WHERE symbol = '7' AND time < '2026-01-02'").fetchone()
    indexes = {row["index"]: row for row in figures(examine(database_url), "indexes")}
    assert indexes["public.bars_symbol"]["scans"] == 1
    assert indexes["public.bars_time_idx"]["scans"] == 0
    assert indexes["public.bars_time_idx"]["size"] > 10 * 8192


def test_many_chunks_and_few_locks(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run(database_url, *HYPERTABLE)
    monkeypatch.setattr(hypertables, "MANY_CHUNKS", 9)
    monkeypatch.setattr(hypertables, "LOCKS_PERCENT", 0.01)
    result = examine(database_url)
    assert found(result, "many-chunks").objects == ("public.bars",)
    # Ten chunks, each with two indexes.
    assert "about 30 locks" in found(result, "locks-too-few").message


def test_role_without_usage_of_the_chunks_schema(database_url: str) -> None:
    role = f"doctor_{secrets.token_hex(4)}"
    run(
        database_url,
        *HYPERTABLE,
        "REVOKE USAGE ON SCHEMA _timescaledb_internal FROM PUBLIC",
        f"CREATE ROLE {role} LOGIN PASSWORD 'weak'",
    )
    try:
        with pytest.raises(InsufficientRights, match="can query nothing here") as refused:
            examine(as_role(database_url, role, "weak"))
        assert refused.value.hint == f"GRANT USAGE ON SCHEMA _timescaledb_internal TO {role}"
        run(database_url, refused.value.hint)
        result = examine(as_role(database_url, role, "weak"))
        assert [row["chunks"] for row in figures(result, "hypertables")] == [10]
    finally:
        run(database_url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_apache_edition_is_told(database_url: str, server: Server) -> None:
    assert ("timescaledb-apache" in codes(examine(database_url))) is (server.edition == "apache")


@pytest.mark.community
def test_compression_is_measured(database_url: str) -> None:
    run(
        database_url,
        *HYPERTABLE,
        "ALTER TABLE bars SET (timescaledb.compress, timescaledb.compress_orderby = 'time')",
        "SELECT compress_chunk(c) FROM show_chunks('bars', older_than => '2026-01-05'::timestamptz) AS c",
    )
    result = examine(database_url)
    (bars,) = figures(result, "hypertables")
    assert (bars["chunks"], bars["compressed"]) == (10, 4)
    assert bars["before"] > 0
    assert bars["after"] > 0
    assert bars["ratio"] == f"{bars['before'] / bars['after']:.1f}"


@pytest.mark.community
def test_continuous_aggregate_has_its_own_name(database_url: str) -> None:
    run(
        database_url,
        *HYPERTABLE,
        "CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS "
        "SELECT time_bucket('1 day', time) AS day, count(*) FROM bars GROUP BY 1 WITH NO DATA",
    )
    names = {row["hypertable"] for row in figures(examine(database_url), "hypertables")}
    assert names == {"public.bars", "public.daily"}


@pytest.mark.community
def test_job_that_fails_and_job_that_cannot_run(database_url: str) -> None:
    owner = f"doctor_{secrets.token_hex(4)}"
    run(
        database_url,
        "CREATE PROCEDURE broken(job int, config jsonb) LANGUAGE plpgsql AS 'BEGIN PERFORM 1 / 0; END'",
        f"CREATE ROLE {owner} LOGIN",
        f"GRANT CREATE ON SCHEMA public TO {owner}",
        "SELECT add_job('broken', '1 hour')",
    )
    try:
        run(
            database_url,
            f"SET ROLE {owner}; CREATE PROCEDURE idle(job int, config jsonb) LANGUAGE sql AS 'SELECT 1'; "
            "SELECT add_job('idle', '1 hour', scheduled => false)",
        )
        run(database_url, f"ALTER ROLE {owner} NOLOGIN")
        result = examine(database_url)
        for _ in range(100):
            if "jobs-failing" in codes(result):
                break
            time.sleep(0.1)
            result = examine(database_url)
        (failing,) = found(result, "jobs-failing").objects
        (unable,) = found(result, "jobs-owner").objects
        assert failing.endswith("broken on")
        assert unable.endswith("idle on")
        assert found(result, "jobs-stopped").objects == (unable,)
    finally:
        run(
            database_url,
            "SELECT delete_job(job_id) FROM timescaledb_information.jobs WHERE job_id >= 1000",
            f"DROP OWNED BY {owner}",
            f"DROP ROLE {owner}",
        )
