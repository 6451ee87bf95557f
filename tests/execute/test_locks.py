"""Waiting for locks: of tables, and of another dbtool."""

from __future__ import annotations

import threading

import psycopg
import pytest

from dbtool.errors import LockedByAnother, StepFailed
from dbtool.execute.apply import apply_revisions, run_plan
from dbtool.execute.connect import Timeouts
from dbtool.execute.failures import LockNotAvailable
from dbtool.execute.locks import applier_lock
from dbtool.execute.workplace import Options
from dbtool.model.plan import Plan
from dbtool.server.contract import Server
from tests.execute.support import Project, Recorder, concurrent_index, relations, rows, step, value
from tests.support.processes import eventually

HASTY = Options(timeouts=Timeouts(lock_ms=200, lock_attempts=2))
ALTER = step("ALTER TABLE orders ADD x int;", "adds column x")


def test_blockers_are_named_when_a_lock_is_not_free(
    plain_database_url: str, project: Project, progress: Recorder
) -> None:
    rows(plain_database_url, "CREATE TABLE orders (id int)")
    project.add([step("CREATE TABLE other ();"), ALTER])
    with psycopg.connect(plain_database_url, application_name="till") as blocker:
        blocker.execute("SELECT   count(*)\nFROM orders")
        pid = blocker.info.backend_pid
        with pytest.raises(LockNotAvailable) as caught:
            apply_revisions(plain_database_url, project.folder, options=HASTY, progress=progress)
    assert "Adds column x: canceling statement due to lock timeout (SQLSTATE 55P03)" in str(caught.value)
    assert f'blocked by pid {pid} (role "postgres", till, since' in str(caught.value)
    assert str(caught.value).endswith("): SELECT count(*) FROM orders")
    assert any("attempt 2 of 2" in warning for warning in progress.warnings)
    assert any(str(pid) in note for note in progress.notes)
    assert relations(plain_database_url) == {"orders"}


def test_step_is_tried_again_with_its_whole_batch(
    plain_database_url: str, project: Project, progress: Recorder
) -> None:
    rows(plain_database_url, "CREATE TABLE orders (id int)")
    project.add(
        [step("INSERT INTO orders VALUES (1);"), concurrent_index("i"), step("CREATE TABLE b ();"), ALTER]
    )
    blocker = psycopg.connect(plain_database_url)
    blocker.execute("LOCK TABLE orders IN ACCESS SHARE MODE")
    # The concurrent build waits for nobody who merely reads.
    release = threading.Timer(1.0, blocker.close)
    release.start()
    options = Options(timeouts=Timeouts(lock_ms=200, lock_attempts=20))
    result = apply_revisions(plain_database_url, project.folder, options=options, progress=progress)
    release.join()
    assert progress.warnings
    assert (result.steps, result.skipped) == (4, 0)
    assert value(plain_database_url, "SELECT count(*) FROM orders") == 1
    assert relations(plain_database_url) == {"orders", "i", "b"}


def test_plan_is_tried_again_with_its_whole_batch(plain_database_url: str, progress: Recorder) -> None:
    rows(plain_database_url, "CREATE TABLE orders (id int)")
    blocker = psycopg.connect(plain_database_url)
    blocker.execute("LOCK TABLE orders")
    release = threading.Timer(0.5, blocker.close)
    release.start()
    options = Options(timeouts=Timeouts(lock_ms=200, lock_attempts=20))
    result = run_plan(plain_database_url, Plan((step("CREATE TABLE b ();"), ALTER)), options=options)
    release.join()
    assert (result.steps, result.skipped) == (2, 0)
    assert relations(plain_database_url) == {"orders", "b"}


def test_hand_written_operation_is_tried_again(plain_database_url: str, project: Project) -> None:
    rows(plain_database_url, "CREATE TABLE orders (id int)")
    project.write(
        'from alembic import op\nrevision = "0001"\ndown_revision = None\n\n'
        'def upgrade():\n    op.execute("ALTER TABLE orders ADD y int")\n'
    )
    blocker = psycopg.connect(plain_database_url)
    blocker.execute("LOCK TABLE orders")
    release = threading.Timer(0.5, blocker.close)
    release.start()
    options = Options(timeouts=Timeouts(lock_ms=200, lock_attempts=20))
    assert apply_revisions(plain_database_url, project.folder, options=options).revisions == ("0001",)
    release.join()


def test_patient_step_waits_beyond_the_lock_timeout(plain_database_url: str, progress: Recorder) -> None:
    rows(plain_database_url, "CREATE TABLE orders (id int)")
    blocker = psycopg.connect(plain_database_url)
    blocker.execute("INSERT INTO orders VALUES (1)")
    release = threading.Timer(0.8, blocker.close)
    release.start()
    timeouts = Timeouts(lock_ms=100, patient_lock_ms=10_000, lock_attempts=1)
    plan = Plan((concurrent_index("i"), ALTER))
    run_plan(plain_database_url, plan, options=Options(timeouts=timeouts), progress=progress)
    release.join()
    assert relations(plain_database_url) == {"orders", "i"}


def test_statement_timeout_bounds_a_step(plain_database_url: str) -> None:
    plan = Plan((step("SELECT pg_sleep(5);", "sleeps"),))
    options = Options(timeouts=Timeouts(statement_ms=100))
    with pytest.raises(StepFailed, match="sleeps: canceling statement due to statement timeout") as caught:
        run_plan(plain_database_url, plan, options=options)
    assert "statement_timeout" in (caught.value.hint or "")


def test_second_applier_fails_at_once_without_wait(plain_database_url: str, project: Project) -> None:
    with applier_lock(plain_database_url) as holder:
        pid = holder.info.backend_pid
        with pytest.raises(
            LockedByAnother, match=f'another dbtool works on this database: pid {pid}, role "postgres"'
        ):
            apply_revisions(plain_database_url, project.folder, options=Options(wait=False))
        with pytest.raises(LockedByAnother):
            apply_revisions(plain_database_url, project.folder, options=Options(wait_seconds=0.2))


def test_second_applier_waits_with_a_message(
    plain_database_url: str, project: Project, progress: Recorder
) -> None:
    project.add([step("CREATE TABLE orders ();")])
    held = threading.Event()

    def hold() -> None:
        with applier_lock(plain_database_url):
            held.set()
            assert eventually(lambda: progress.notes != [])

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    apply_revisions(plain_database_url, project.folder, progress=progress)
    holder.join()
    assert progress.notes[0].startswith("waits for another dbtool: pid ")


def test_lock_is_of_one_database_only(plain_database_url: str, server: Server) -> None:
    with applier_lock(server.url, wait_seconds=10), applier_lock(plain_database_url, wait=False):
        pass
