"""One run as a whole: one at a time, beside an apply, with tasks that fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg

from dbtool.execute.locks import MAINTAINER, applier_lock
from dbtool.execute.maintain.outcome import RunResult
from dbtool.kinds.upkeep.maintenance import Maintenance
from dbtool.kinds.upkeep.partition_rule import PartitionRule
from dbtool.kinds.upkeep.row_retention import RowRetention
from dbtool.kinds.upkeep.view_refresh import ViewRefresh
from tests.maintain.support import (
    JOURNAL,
    PATIENT,
    go,
    keep,
    ledger,
    said,
    stand,
    states,
    the_one,
)
from tests.support.live import rows, value
from tests.support.processes import eventually

LOGS = "CREATE TABLE logs (at timestamptz)"
OLD = "INSERT INTO logs SELECT now() - interval '2 days' FROM generate_series(1, 40)"
SLOW = """
    CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN PERFORM pg_sleep(0.03); RETURN OLD; END';
    CREATE TRIGGER slow BEFORE DELETE ON logs FOR EACH ROW EXECUTE FUNCTION slow()
"""
LOGS_KEPT = RowRetention(schema="public", table="logs", column="at", delete_after="1 day", batch=5)
VACUUM = Maintenance(schema="public", table="logs", vacuum="1 day")


def slow_logs(url: str) -> None:
    rows(url, LOGS)
    rows(url, OLD)
    rows(url, SLOW)
    keep(url, LOGS_KEPT)


def in_thread(work: Callable[[], RunResult]) -> tuple[threading.Thread, list[RunResult]]:
    results: list[RunResult] = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    return thread, results


def begun(url: str) -> bool:
    return bool(value(url, "SELECT count(*) FROM dbtool.maintenance WHERE state = 'started'"))


def test_database_that_dbtool_does_not_know_is_left_as_it_is(plain_database_url: str) -> None:
    assert go(plain_database_url) == RunResult(tasks=())
    assert value(plain_database_url, "SELECT count(*) FROM pg_namespace WHERE nspname = 'dbtool'") == 0
    ledger(plain_database_url)
    assert go(plain_database_url, force=True) == RunResult(tasks=())
    assert stand(plain_database_url) == []


def test_second_run_says_so_and_does_nothing(plain_database_url: str) -> None:
    slow_logs(plain_database_url)
    first, results = in_thread(lambda: go(plain_database_url))
    assert eventually(lambda: begun(plain_database_url))
    second = go(plain_database_url, force=True)
    assert second.tasks == ()
    assert second.busy is not None
    assert second.busy.startswith("another dbtool maintain works on this database: pid ")
    assert "dbtool maintain lock" in second.busy
    first.join()
    assert states(results[0]) == [("delete", "done")]
    assert len(rows(plain_database_url, JOURNAL)) == 1


def test_second_run_waits_if_told(plain_database_url: str) -> None:
    slow_logs(plain_database_url)
    first, results = in_thread(lambda: go(plain_database_url))
    assert eventually(lambda: begun(plain_database_url))
    second = go(plain_database_url, wait=True, force=True)
    first.join()
    assert results[0].tasks[0].figures == {"deleted": 40}
    assert the_one(second).figures == {"deleted": 0}


def test_run_beside_an_apply_leaves(plain_database_url: str) -> None:
    slow_logs(plain_database_url)
    with applier_lock(plain_database_url):
        found = go(plain_database_url)
    assert found.busy is not None
    assert found.busy.startswith("another dbtool works on this database: pid ")
    assert rows(plain_database_url, JOURNAL) == []


def test_run_beside_an_apply_waits_if_told(plain_database_url: str) -> None:
    slow_logs(plain_database_url)
    with applier_lock(plain_database_url):
        thread, results = in_thread(lambda: go(plain_database_url, wait=True))
        time.sleep(0.5)
        assert rows(plain_database_url, JOURNAL) == []
    thread.join()
    assert states(results[0]) == [("delete", "done")]


def test_apply_that_comes_meanwhile_goes_first(plain_database_url: str) -> None:
    slow_logs(plain_database_url)
    thread, results = in_thread(lambda: go(plain_database_url))
    assert eventually(lambda: begun(plain_database_url))
    with applier_lock(plain_database_url, wait=False):
        # A batch that had begun may end; then nothing moves.
        time.sleep(0.5)
        left = value(plain_database_url, "SELECT count(*) FROM logs")
        time.sleep(0.7)
        assert value(plain_database_url, "SELECT count(*) FROM logs") == left > 0
    thread.join()
    assert results[0].tasks[0].figures == {"deleted": 40}


def test_lock_is_free_after_a_run(plain_database_url: str) -> None:
    slow_logs(plain_database_url)
    go(plain_database_url)
    held = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
    database = " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    assert eventually(lambda: value(plain_database_url, held + database, [MAINTAINER]) == 0)


def test_task_that_fails_does_not_keep_the_others_from_running(plain_database_url: str) -> None:
    url = plain_database_url
    rows(url, LOGS)
    keep(
        url,
        ViewRefresh(schema="public", name="nowhere", schedule_interval="1 day"),
        PartitionRule(schema="public", table="logs", by="month"),
        VACUUM,
    )
    result = go(url)
    assert states(result) == [("partitions", "failed"), ("refresh", "failed"), ("vacuum", "done")]
    assert not result.ok
    error = value(url, "SELECT error FROM dbtool.maintenance WHERE task = 'refresh'")
    assert error == "there is no table or view public.nowhere"
    # What failed is due again at once, what was done is not.
    assert [name for name, _ in states(go(url))] == ["partitions", "refresh"]


def test_lost_connection_costs_one_task(plain_database_url: str) -> None:
    url = plain_database_url
    slow_logs(url)
    keep(url, VACUUM)
    thread, results = in_thread(lambda: go(url))
    working = """
        SELECT pid FROM pg_stat_activity
        WHERE application_name = 'dbtool maintain' AND query LIKE '%%DELETE%%'
          AND datname = current_database()
    """
    assert eventually(lambda: bool(rows(url, working)))
    rows(url, f"SELECT pg_terminate_backend(pid) FROM ({working}) AS w")
    thread.join()
    assert states(results[0]) == [("delete", "failed"), ("vacuum", "done")]
    assert results[0].tasks[0].errors[0].code == "server-unavailable"


def test_time_that_is_up_leaves_the_rest_for_the_next_run(plain_database_url: str) -> None:
    url = plain_database_url
    slow_logs(url)
    keep(url, VACUUM)
    first = go(url, max_runtime_ms=600)
    assert states(first) == [("delete", "stopped"), ("vacuum", "not tried")]
    assert first.ok
    # What did not get its turn comes first.
    second = go(url, max_runtime_ms=5_000)
    assert states(second)[0] == ("vacuum", "done")


def test_statement_that_is_longer_than_the_run_is_stopped(plain_database_url: str) -> None:
    rows(plain_database_url, "CREATE MATERIALIZED VIEW v AS SELECT 1 AS one FROM pg_sleep(0)")
    rows(
        plain_database_url,
        "CREATE FUNCTION sleeps() RETURNS int LANGUAGE sql AS 'SELECT 1 FROM pg_sleep(99)'",
    )
    rows(plain_database_url, "CREATE MATERIALIZED VIEW w AS SELECT sleeps() WITH NO DATA")
    keep(plain_database_url, ViewRefresh(schema="public", name="w", schedule_interval="1 day"))
    started = time.monotonic()
    assert the_one(go(plain_database_url, max_runtime_ms=700)).state == "stopped"
    assert time.monotonic() - started < 60


def test_statement_timeout_is_a_failure(plain_database_url: str) -> None:
    from dbtool.execute.connect import Timeouts

    rows(
        plain_database_url,
        "CREATE FUNCTION sleeps() RETURNS int LANGUAGE sql AS 'SELECT 1 FROM pg_sleep(99)'",
    )
    rows(plain_database_url, "CREATE MATERIALIZED VIEW w AS SELECT sleeps() WITH NO DATA")
    keep(plain_database_url, ViewRefresh(schema="public", name="w", schedule_interval="1 day"))
    result = the_one(go(plain_database_url, timeouts=Timeouts(statement_ms=200)))
    assert result.state == "failed"
    assert "statement_timeout bounds each statement" in said(result)


def test_lock_that_is_free_soon_is_waited_for(plain_database_url: str) -> None:
    rows(plain_database_url, LOGS)
    keep(plain_database_url, VACUUM)
    blocker = psycopg.connect(plain_database_url)
    blocker.execute("LOCK TABLE logs IN SHARE UPDATE EXCLUSIVE MODE")
    release = threading.Timer(1.0, blocker.close)
    release.start()
    assert the_one(go(plain_database_url, timeouts=PATIENT)).state == "done"
    release.join()


def test_only_what_is_named_is_done(plain_database_url: str) -> None:
    rows(plain_database_url, LOGS)
    rows(plain_database_url, OLD)
    keep(plain_database_url, LOGS_KEPT, VACUUM)
    assert states(go(plain_database_url, "maintenance")) == [("vacuum", "done")]
    assert states(go(plain_database_url, "delete")) == [("delete", "done")]
