"""Runs that end in the middle: Ctrl-C, SIGKILL, a lost connection."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from dbtool.errors import ServerUnavailable
from dbtool.execute.apply import apply_revisions, run_plan
from dbtool.model.plan import Plan
from tests.execute.support import Project, Recorder, concurrent_index, journal, relations, rows, step, value
from tests.support.processes import eventually

MOMENTS = int(os.environ.get("DBTOOL_KILL_MOMENTS", "20"))
ROWS = 60_000
SLOWLY = """
CREATE FUNCTION slowly(int) RETURNS int IMMUTABLE LANGUAGE plpgsql
AS 'BEGIN PERFORM pg_sleep(0.01); RETURN $1; END'
"""
APPLIER = """
import sys
from dbtool.execute.apply import apply_revisions
try:
    apply_revisions(sys.argv[1], sys.argv[2])
except KeyboardInterrupt:
    sys.exit(130)
"""
STATEMENTS = "SELECT state FROM pg_stat_activity WHERE datname = current_database() AND query LIKE %s"


def start(url: str, folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", APPLIER, url, str(folder)])


def several_batches(project: Project) -> None:
    """Two revisions of several batches; each step can be seen to have run exactly once."""
    project.add(
        [
            step("CREATE TABLE orders (id int, place text);"),
            step("CREATE TABLE ran (step text);"),
            step("INSERT INTO orders SELECT g, md5(g::text) FROM generate_series(1, 60000) AS g;"),
            step("INSERT INTO ran VALUES ('first');"),
            concurrent_index("orders_place_idx", "orders (place)"),
            step("INSERT INTO ran VALUES ('second');", alone=True),
            step("UPDATE orders SET id = id + 1;"),
            step("INSERT INTO ran VALUES ('third');"),
        ]
    )
    project.add(
        [
            step("ALTER TABLE orders ADD note text;"),
            concurrent_index("orders_id_key", "orders (id)", unique=True),
            step("INSERT INTO ran VALUES ('fourth');"),
        ]
    )


def check_outcome(url: str) -> None:
    assert rows(url, "SELECT step FROM ran ORDER BY step") == [
        ("first",),
        ("fourth",),
        ("second",),
        ("third",),
    ]
    assert rows(url, "SELECT count(*), min(id), max(id) FROM orders") == [(ROWS, 2, ROWS + 1)]
    assert relations(url) == {"orders", "ran", "orders_place_idx", "orders_id_key"}
    assert value(url, "SELECT bool_and(indisvalid) FROM pg_index") is True
    assert value(url, "SELECT version_num FROM dbtool.alembic_version") == "0002"
    assert rows(url, "SELECT revision FROM dbtool.revisions ORDER BY 1") == [("0001",), ("0002",)]
    assert value(url, "SELECT count(*) FROM dbtool.journal WHERE open") == 0
    # Every step was done once, whatever was begun or held up before.
    done = "SELECT revision, step FROM dbtool.journal WHERE state = 'done' ORDER BY 1, 2"
    assert rows(url, done) == [("0001", n) for n in range(8)] + [("0002", n) for n in range(3)]


@pytest.fixture
def whole_run(plain_database_url: str, project: Project) -> float:
    """The seconds that an undisturbed run takes here, start of Python included."""
    several_batches(project)
    started = time.monotonic()
    assert start(plain_database_url, project.folder).wait() == 0
    check_outcome(plain_database_url)
    return time.monotonic() - started


def empty(url: str) -> None:
    rows(url, "DROP SCHEMA IF EXISTS dbtool CASCADE")
    rows(url, "DROP TABLE IF EXISTS orders, ran")


def test_killed_run_is_finished_by_the_next(
    plain_database_url: str, project: Project, whole_run: float
) -> None:
    chance = random.Random(4)
    resumed = 0
    for _ in range(MOMENTS):
        empty(plain_database_url)
        victim = start(plain_database_url, project.folder)
        time.sleep(chance.uniform(0.3, 1.0) * whole_run)
        victim.kill()
        victim.wait()
        resumed += apply_revisions(plain_database_url, project.folder).skipped > 0
        check_outcome(plain_database_url)
    assert resumed


@pytest.fixture
def slow_index(plain_database_url: str, project: Project) -> None:
    """A revision whose concurrent index takes a while to build, on a table that has rows."""
    rows(plain_database_url, "CREATE TABLE orders (id int)")
    rows(plain_database_url, "INSERT INTO orders SELECT generate_series(1, 300)")
    rows(plain_database_url, SLOWLY)
    index = concurrent_index("i", "orders (slowly(id))")
    project.add([step("CREATE TABLE before ();"), index, step("CREATE TABLE after ();")])


@pytest.mark.usefixtures("slow_index")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_index_that_was_being_built_is_built_again(
    plain_database_url: str, project: Project, progress: Recorder, how: signal.Signals
) -> None:
    victim = start(plain_database_url, project.folder)
    building = "CREATE INDEX CONCURRENTLY i%"
    assert eventually(lambda: ("active",) in rows(plain_database_url, STATEMENTS, [building]))
    time.sleep(0.3)
    victim.send_signal(how)
    assert victim.wait(60) == (130 if how == signal.SIGINT else -signal.SIGKILL)
    assert eventually(lambda: ("active",) not in rows(plain_database_url, STATEMENTS, [building]))
    assert (
        value(plain_database_url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass") is False
    )
    assert journal(plain_database_url) == [
        ("0001", "up", 0, "done", True),
        ("0001", "up", 1, "started", True),
    ]
    result = apply_revisions(plain_database_url, project.folder, progress=progress)
    assert (result.steps, result.skipped) == (2, 1)
    assert "begun by an earlier run, done again: Creates index i." in progress.notes
    assert (
        value(plain_database_url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass") is True
    )
    assert relations(plain_database_url) == {"orders", "before", "after", "i"}


@pytest.mark.usefixtures("slow_index")
def test_next_run_waits_for_the_killed_ones_backend(plain_database_url: str, project: Project) -> None:
    victim = start(plain_database_url, project.folder)
    building = "CREATE INDEX CONCURRENTLY i%"
    assert eventually(lambda: ("active",) in rows(plain_database_url, STATEMENTS, [building]))
    victim.kill()
    victim.wait()
    result = apply_revisions(plain_database_url, project.folder)
    assert (result.steps, result.skipped) == (2, 1)


def test_interrupted_batch_is_undone(plain_database_url: str, project: Project) -> None:
    project.add([step("CREATE TABLE orders ();"), step("SELECT pg_sleep(30);")])
    victim = start(plain_database_url, project.folder)
    sleeping = "SELECT pg_sleep(30)%"
    assert eventually(lambda: ("active",) in rows(plain_database_url, STATEMENTS, [sleeping]))
    victim.send_signal(signal.SIGINT)
    assert victim.wait(60) == 130
    assert eventually(lambda: ("active",) not in rows(plain_database_url, STATEMENTS, [sleeping]))
    assert relations(plain_database_url) == set()
    assert journal(plain_database_url) == []


def test_interrupted_plan_leaves_nothing_for_the_next(plain_database_url: str, progress: Recorder) -> None:
    rows(plain_database_url, "CREATE TABLE orders (id int)")
    code = "import sys; from tests.execute.test_interruption import run_slow_plan; run_slow_plan(sys.argv[1])"
    victim = subprocess.Popen([sys.executable, "-c", code, plain_database_url])
    sleeping = "CREATE INDEX CONCURRENTLY i%"
    rows(plain_database_url, "INSERT INTO orders SELECT generate_series(1, 300)")
    assert eventually(lambda: ("active",) in rows(plain_database_url, STATEMENTS, [sleeping]))
    victim.kill()
    victim.wait()
    run_plan(plain_database_url, Plan((step("CREATE TABLE other ();"),)), progress=progress)
    assert progress.notes[-1] == "begun by an earlier run, cleared: creates index i"
    assert relations(plain_database_url) == {"orders", "other"}


def run_slow_plan(url: str) -> None:
    run_plan(url, Plan((step(SLOWLY), concurrent_index("i", "orders (slowly(id))"))))


def test_lost_connection_is_told_and_gone_on_with(plain_database_url: str, project: Project) -> None:
    project.add(
        [step("CREATE TABLE orders ();"), concurrent_index("i", "orders ((1))"), step("SELECT pg_sleep(30);")]
    )
    kill = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep(30)%'
    """
    ended = threading.Thread(target=lambda: eventually(lambda: bool(rows(plain_database_url, kill))))
    ended.start()
    with pytest.raises(ServerUnavailable, match="the connection was lost while this ran") as caught:
        apply_revisions(plain_database_url, project.folder)
    ended.join()
    assert caught.value.hint == "run it again: it goes on where it stopped"
    assert [(n, state) for _, _, n, state, _ in journal(plain_database_url)] == [(0, "done"), (1, "done")]
