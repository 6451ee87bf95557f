"""Old rows deleted in batches."""

from __future__ import annotations

import threading
import time
from typing import Any

import psycopg
import pytest
from psycopg import sql

from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.model.fact import Expr
from tests.execute.support import Recorder
from tests.maintain.support import HASTY, JOURNAL, go, keep, states, the_one
from tests.support.live import rows, value

LOGS = "CREATE TABLE logs (id bigint, created_at timestamptz NOT NULL, level text)"
FILL = """
    INSERT INTO logs SELECT i, now() - i * interval '1 day', CASE i %% 2 WHEN 0 THEN 'INFO' ELSE 'DEBUG' END
    FROM generate_series(1, %s) AS i
"""
COUNT = "SELECT count(*) FROM logs"


def retention(**fields: Any) -> RowRetention:
    return RowRetention(
        **{"schema": "public", "table": "logs", "column": "created_at", "delete_after": "90 days", **fields}
    )


@pytest.mark.parametrize("index", ["", "CREATE INDEX ON logs (created_at)"])
def test_rows_older_than_that_go(plain_database_url: str, index: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    if index:
        rows(url, index)
    rows(url, FILL, [200])
    keep(url, retention(batch=7))
    assert the_one(go(url)).figures == {"deleted": 111}
    assert value(url, "SELECT max(id) FROM logs") == 89
    assert rows(url, JOURNAL) == [("delete", "done", {"deleted": 111}, False)]


@pytest.mark.parametrize("index", ["", "CREATE INDEX ON logs (created_at)"])
def test_hundred_thousand_rows_go_in_batches_while_others_are_inserted(
    plain_database_url: str, index: str
) -> None:
    url = plain_database_url
    rows(url, LOGS)
    if index:
        rows(url, index)
    rows(
        url, "INSERT INTO logs SELECT i, now() - interval '91 days', 'x' FROM generate_series(1, 100000) AS i"
    )
    # Statement by statement, as a batch in a transaction of its own has to.
    rows(url, "CREATE TABLE batches (rows bigint)")
    rows(
        url,
        """
        CREATE FUNCTION seen() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN INSERT INTO batches SELECT count(*) FROM gone; RETURN NULL; END'
        """,
    )
    rows(
        url,
        "CREATE TRIGGER seen AFTER DELETE ON logs REFERENCING OLD TABLE AS gone EXECUTE FUNCTION seen()",
    )
    keep(url, retention(batch=1000))
    stop, inserted, slowest = threading.Event(), [0], [0.0]

    def insert() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not stop.is_set():
                started = time.monotonic()
                connection.execute("INSERT INTO logs VALUES (0, now(), 'new')")
                slowest[0] = max(slowest[0], time.monotonic() - started)
                inserted[0] += 1

    writer = threading.Thread(target=insert)
    writer.start()
    try:
        result = the_one(go(url))
    finally:
        stop.set()
        writer.join()
    assert (result.state, result.figures) == ("done", {"deleted": 100_000})
    assert value(url, COUNT) == inserted[0] > 0
    assert slowest[0] < 2
    assert value(url, "SELECT max(rows) FROM batches") == 1000
    assert value(url, "SELECT count(*) FROM batches WHERE rows > 0") >= 100


def test_condition_is_kept_even_with_a_comment_in_it(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    rows(url, FILL, [200])
    keep(url, retention(where=Expr("level LIKE 'DEB%' OR level = '{}' -- of no use later")))
    assert the_one(go(url)).figures == {"deleted": 55}
    assert value(url, "SELECT count(*) FROM logs WHERE level = 'INFO'") == 100


@pytest.mark.parametrize("kind", ["date", "timestamp", "timestamptz"])
def test_every_type_of_time(plain_database_url: str, kind: str) -> None:
    rows(plain_database_url, f"CREATE TABLE logs (id int, created_at {kind}, level text)")
    rows(plain_database_url, FILL, [200])
    rows(plain_database_url, "INSERT INTO logs VALUES (0, NULL, 'unknown')")
    keep(plain_database_url, retention(batch=10))
    assert the_one(go(plain_database_url)).figures["deleted"] in (110, 111)
    assert value(plain_database_url, "SELECT count(*) FROM logs WHERE created_at IS NULL") == 1


def test_partitions_and_heirs_are_gone_through(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, f"{LOGS} PARTITION BY RANGE (created_at)")
    rows(url, "CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM (MINVALUE) TO ('2020-01-01')")
    rows(
        url,
        "CREATE TABLE logs_new PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO (MAXVALUE) "
        "PARTITION BY LIST (level)",
    )
    rows(url, "CREATE TABLE logs_info PARTITION OF logs_new FOR VALUES IN ('INFO')")
    rows(url, "CREATE TABLE logs_rest PARTITION OF logs_new DEFAULT")
    rows(url, FILL, [200])
    rows(url, "INSERT INTO logs VALUES (1, '2001-01-01', 'x')")
    keep(url, retention(batch=10))
    assert the_one(go(url)).figures == {"deleted": 112}
    assert value(url, COUNT) == 89


def test_chunks_are_gone_through(database_url: str) -> None:
    url = database_url
    rows(url, LOGS)
    rows(url, "SELECT create_hypertable('logs', 'created_at', chunk_time_interval => interval '20 days')")
    rows(url, FILL, [200])
    keep(url, retention(batch=7, where=Expr("level = 'DEBUG'")))
    assert the_one(go(url)).figures == {"deleted": 55}
    assert value(url, COUNT) == 145


@pytest.mark.community
def test_compressed_chunks_lose_their_old_rows_too(database_url: str) -> None:
    url = database_url
    rows(url, LOGS)
    rows(url, "SELECT create_hypertable('logs', 'created_at', chunk_time_interval => interval '20 days')")
    rows(url, "ALTER TABLE logs SET (timescaledb.compress, timescaledb.compress_segmentby = 'level')")
    rows(url, FILL, [200])
    # More than TimescaleDB lets a deletion decompress unless it is told otherwise.
    rows(url, "INSERT INTO logs SELECT 200, now() - interval '130 days', 'x' FROM generate_series(1, 110000)")
    rows(url, "SELECT compress_chunk(c) FROM show_chunks('logs', older_than => interval '50 days') AS c")
    keep(url, retention(batch=7, where=Expr("id > 0")))
    assert the_one(go(url)).figures == {"deleted": 110_111}
    assert value(url, COUNT) == 89


@pytest.mark.community
def test_continuous_aggregate_learns_of_what_was_deleted(database_url: str) -> None:
    url = database_url
    rows(url, LOGS)
    rows(url, "SELECT create_hypertable('logs', 'created_at', chunk_time_interval => interval '20 days')")
    rows(url, FILL, [200])
    rows(
        url,
        """
        CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
        SELECT time_bucket('1 day', created_at) AS day, count(*) AS n FROM logs GROUP BY 1 WITH NO DATA
        """,
    )
    rows(url, "CALL refresh_continuous_aggregate('daily', NULL, now())")
    keep(url, retention())
    go(url)
    rows(url, "CALL refresh_continuous_aggregate('daily', NULL, now())")
    assert value(url, "SELECT sum(n) FROM daily") == value(url, COUNT) == 89


def test_locked_rows_are_left_to_the_next_run(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    rows(url, FILL, [200])
    keep(url, retention())
    with psycopg.connect(url) as other:
        other.execute("SELECT FROM logs WHERE id = 150 FOR UPDATE")
        assert the_one(go(url)).figures == {"deleted": 110}
    assert the_one(go(url, force=True)).figures == {"deleted": 1}


def test_time_that_is_up_stops_between_batches_and_the_next_run_goes_on(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    rows(url, FILL, [200])
    rows(
        url,
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN PERFORM pg_sleep(0.02); RETURN OLD; END'",
    )
    rows(url, "CREATE TRIGGER slow BEFORE DELETE ON logs FOR EACH ROW EXECUTE FUNCTION slow()")
    keep(url, retention(batch=5))
    first = the_one(go(url, max_runtime_ms=800))
    assert first.state == "stopped", first.errors
    assert 0 < first.figures["deleted"] < 111
    assert value(url, COUNT) == 200 - first.figures["deleted"]
    second = the_one(go(url))
    assert second.state == "done"
    assert first.figures["deleted"] + second.figures["deleted"] == 111
    assert [row[1] for row in rows(url, JOURNAL)] == ["stopped", "done"]


def test_trigger_that_keeps_rows_does_not_make_it_endless(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    rows(url, FILL, [200])
    rows(url, "CREATE INDEX ON logs (created_at)")
    rows(url, "CREATE FUNCTION keeps() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    rows(url, "CREATE TRIGGER keeps BEFORE DELETE ON logs FOR EACH ROW EXECUTE FUNCTION keeps()")
    keep(url, retention(batch=5))
    assert the_one(go(url)).figures == {"deleted": 0}


def test_progress_is_told(plain_database_url: str) -> None:
    from dbtool.execute.maintain.run import Options, run

    rows(plain_database_url, LOGS)
    rows(plain_database_url, FILL, [200])
    keep(plain_database_url, retention(batch=50))
    progress = Recorder()
    run(plain_database_url, Options(timeouts=HASTY), progress)
    assert (progress.total, progress.title) == (1, "Maintaining")
    assert progress.done == ["delete public.logs"]
    assert "public.logs: 50 rows deleted so far" in progress.notes


def test_hostile_names(plain_database_url: str) -> None:
    odd, column = 'Odd "Name% {}; --', 'at "x %s {}'
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute('CREATE SCHEMA "Wild % schema"')
        table, at = sql.Identifier("Wild % schema", odd), sql.Identifier(column)
        connection.execute(sql.SQL("CREATE TABLE {} ({} timestamptz)").format(table, at))
        connection.execute(
            sql.SQL("INSERT INTO {} SELECT now() - i * interval '1 day' FROM generate_series(1, 9) i").format(
                table
            )
        )
        connection.execute(sql.SQL("CREATE INDEX ON {} ({})").format(table, at))
    keep(
        plain_database_url,
        retention(schema="Wild % schema", table=odd, column=column, delete_after="5 days", batch=2),
    )
    assert states(go(plain_database_url)) == [("delete", "done")]
    assert rows(plain_database_url, JOURNAL)[0][2] == {"deleted": 5}
