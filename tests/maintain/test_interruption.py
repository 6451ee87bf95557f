"""Runs that are killed: the next one recognises them and clears what they left."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time

import psycopg
import pytest

from dbtool.execute.connect import connect
from dbtool.execute.maintain.periods import moved
from dbtool.kinds.upkeep.maintenance import Maintenance
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.kinds.upkeep.row_retention import RowRetention
from tests.maintain.support import go, keep, partitions, stand, states, the_one, this_month
from tests.support.live import old_snapshot, rows, value
from tests.support.processes import eventually

MOMENTS = int(os.environ.get("DBTOOL_KILL_MOMENTS", "8"))
RUN = """
import sys
from dbtool.execute.connect import Timeouts
from dbtool.execute.maintain.run import Options, run
try:
    run(sys.argv[1], Options(force=True, timeouts=Timeouts(lock_ms=60_000)))
except KeyboardInterrupt:
    sys.exit(130)
"""
OPEN = "SELECT count(*) FROM dbtool.maintenance WHERE open"
STATES = "SELECT state FROM dbtool.maintenance ORDER BY id"
INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"


def start(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", RUN, url])


def kill(victim: subprocess.Popen[bytes]) -> None:
    victim.send_signal(signal.SIGKILL)
    victim.wait()


def begun(url: str) -> bool:
    return bool(value(url, "SELECT count(*) FROM dbtool.maintenance WHERE state = 'started'"))


def test_deletion_that_was_killed_is_finished_by_the_next_run(plain_database_url: str) -> None:
    url = plain_database_url
    chance = random.Random(6)
    rows(url, "CREATE TABLE logs (at timestamptz)")
    rows(
        url,
        "INSERT INTO logs SELECT now() - i * interval '1 second' - interval '1 day' "
        "FROM generate_series(1, 20000) AS i",
    )
    rows(url, "INSERT INTO logs SELECT now() FROM generate_series(1, 100)")
    keep(url, RowRetention(schema="public", table="logs", column="at", delete_after="1 day", batch=100))
    for _ in range(MOMENTS):
        victim = start(url)
        eventually(lambda: begun(url))
        time.sleep(chance.uniform(0, 0.2))
        kill(victim)
    result = the_one(go(url, wait=True))
    assert result.state == "done"
    assert value(url, "SELECT count(*) FROM logs") == 100
    assert value(url, OPEN) == 0
    found = [state for (state,) in rows(url, STATES)]
    assert "interrupted" in found
    assert found[-1] == "done"
    assert set(found) <= {"interrupted", "done"}


def test_status_sees_that_a_run_was_killed(plain_database_url: str) -> None:
    from dbtool.operations.maintain import maintain_status
    from dbtool.settings import Subject

    url = plain_database_url
    subject = Subject(name="d", sources=(), url=url)
    rows(url, "CREATE TABLE logs (at timestamptz)")
    rows(url, "INSERT INTO logs VALUES ('2020-01-01')")
    keep(url, RowRetention(schema="public", table="logs", column="at", delete_after="1 day"))
    with psycopg.connect(url) as blocker:
        blocker.execute("LOCK TABLE logs")
        victim = start(url)
        assert eventually(lambda: begun(url))
        (running,) = maintain_status(subject).tasks
        assert running.state == "running"
        kill(victim)
        assert eventually(lambda: maintain_status(subject).running is None)
        status = maintain_status(subject)
        assert [each.state for each in status.tasks] == ["interrupted"]
        assert status.behind
    assert the_one(go(url, wait=True)).state == "done"
    assert not maintain_status(subject).behind


def test_reindex_that_was_killed_leaves_no_invalid_index(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, "CREATE TABLE orders (id int PRIMARY KEY, note text)")
    rows(url, "INSERT INTO orders SELECT i, repeat(i::text, 1000) FROM generate_series(1, 2000) AS i")
    keep(url, Maintenance(schema="public", table="orders", reindex="1 day"))
    with old_snapshot(url):
        victim = start(url)
        assert eventually(lambda: value(url, INVALID) > 0)
        kill(victim)
        assert eventually(
            lambda: (
                value(
                    url,
                    "SELECT count(*) FROM pg_stat_activity "
                    "WHERE query LIKE 'REINDEX%%' AND datname = current_database()",
                )
                == 0
            )
        )
        assert value(url, INVALID) > 0
    assert the_one(go(url, wait=True)).state == "done"
    assert value(url, INVALID) == 0
    assert value(url, "SELECT count(*) FROM pg_class WHERE relname LIKE '%%\\_cc%%'") == 0
    assert [state for (state,) in rows(url, STATES)] == ["interrupted", "done"]


def test_partition_that_was_half_detached_is_dropped_by_the_next_run(plain_database_url: str) -> None:
    url = plain_database_url
    old_partitions(url, 1)
    with psycopg.connect(url) as reader:
        reader.execute("SELECT count(*) FROM events")
        victim = start(url)
        assert eventually(lambda: bool(rows(url, "SELECT 1 FROM pg_inherits WHERE inhdetachpending")))
        kill(victim)
    assert eventually(lambda: not sessions(url))
    go(url, wait=True)
    check_partitions(url)


def test_run_that_was_killed_while_partitions_went_leaves_none_behind(plain_database_url: str) -> None:
    url = plain_database_url
    chance = random.Random(7)
    old_partitions(url, 60)
    for _ in range(MOMENTS):
        victim = start(url)
        eventually(lambda: begun(url))
        time.sleep(chance.uniform(0, 0.15))
        kill(victim)
    go(url, wait=True)
    check_partitions(url)


def test_detached_partition_is_dropped_though_its_rule_is_gone(plain_database_url: str) -> None:
    url = plain_database_url
    old_partitions(url, 1)
    with psycopg.connect(url) as reader:
        reader.execute("SELECT count(*) FROM events")
        victim = start(url)
        assert eventually(lambda: bool(rows(url, "SELECT 1 FROM pg_inherits WHERE inhdetachpending")))
        kill(victim)
    rows(url, "DELETE FROM dbtool.kept")
    keep(url, Maintenance(schema="public", table="events", analyze="1 day"))
    assert states(go(url, wait=True)) == [("analyze", "done")]
    assert value(url, "SELECT count(*) FROM pg_class WHERE relname = 'old_0'") == 0


def test_interrupt_passes_and_the_statement_ends(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, "CREATE TABLE logs (at timestamptz)")
    rows(url, "INSERT INTO logs VALUES ('2020-01-01')")
    keep(url, RowRetention(schema="public", table="logs", column="at", delete_after="1 day"))
    with psycopg.connect(url) as blocker:
        blocker.execute("LOCK TABLE logs")
        victim = start(url)
        assert eventually(lambda: "Lock" in [wait for _, wait in sessions(url)])
        victim.send_signal(signal.SIGINT)
        assert victim.wait(60) == 130
        assert eventually(lambda: not sessions(url))
    assert the_one(go(url)).state == "done"
    assert [state for (state,) in rows(url, STATES)] == ["interrupted", "done"]


@pytest.mark.parametrize("pause", [0.0, 0.3])
def test_run_after_a_kill_waits_for_the_last_statement(plain_database_url: str, pause: float) -> None:
    url = plain_database_url
    rows(url, "CREATE TABLE logs (at timestamptz)")
    rows(url, "INSERT INTO logs SELECT '2020-01-01' FROM generate_series(1, 10)")
    rows(
        url,
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN PERFORM pg_sleep(0.2); RETURN OLD; END'",
    )
    rows(url, "CREATE TRIGGER slow BEFORE DELETE ON logs FOR EACH ROW EXECUTE FUNCTION slow()")
    keep(url, RowRetention(schema="public", table="logs", column="at", delete_after="1 day"))
    victim = start(url)
    assert eventually(lambda: begun(url))
    kill(victim)
    time.sleep(pause)
    # Without --wait: the killed run's lock is free at once, its statement is not over.
    result = go(url)
    if result.busy is None:
        assert the_one(result).state == "done"
        assert value(url, "SELECT count(*) FROM logs") == 0
    assert the_one(go(url, wait=True, force=True)).state == "done"
    assert value(url, OPEN) == 0


def sessions(url: str) -> list[tuple[object, ...]]:
    query = """
        SELECT pid, wait_event_type FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'dbtool maintain%%'
    """
    return rows(url, query)


def old_partitions(url: str, number: int) -> None:
    """Make a table with so many partitions that are to go, and the rule by which they go."""
    with connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE events (at timestamptz NOT NULL) PARTITION BY RANGE (at)")
        for place in range(number):
            low, high = moved("month", this_month(), -9 - place), moved("month", this_month(), -8 - place)
            connection.execute(
                f"CREATE TABLE old_{place} PARTITION OF events "
                f"FOR VALUES FROM ('{low.isoformat()}') TO ('{high.isoformat()}')"
            )
    keep(url, PartitionRule(schema="public", table="events", by="month", ahead=1, keep=2))


def check_partitions(url: str) -> None:
    left = (
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
    )
    assert {name for (name,) in rows(url, left)} == {"events", *partitions(url, "events")}
    assert len(partitions(url, "events")) == 4
    assert value(url, OPEN) == 0
    assert threading.active_count() < 20
    assert not any(each.due.now for each in stand(url))
