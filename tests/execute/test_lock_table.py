"""A server whose lock table holds fewer objects than a plan makes: several transactions, each journalled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from dbtool.definitions.contract import Definitions, Statement
from dbtool.errors import Origin, StepFailed
from dbtool.execute.apply import NotWhole, apply_revisions, rollback, run_plan
from dbtool.execute.lock_table import LockTableFull
from dbtool.execute.scratch import build_wanted
from dbtool.execute.scratch_server import scratch_database
from dbtool.model.plan import Plan, Step
from dbtool.server.provider import acquire_server
from tests.execute.support import Project, Recorder, step, value
from tests.server.conftest import own_provider, say_nothing

__all__ = ["own_provider"]

# A prime: no transaction that ends where the room does ends with the last of them.
TABLES = 1103
SMALL = {"max_locks_per_transaction": "10", "max_connections": "20", "max_worker_processes": "8"}
COUNT = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
OPEN = "SELECT count(*) FROM dbtool.journal WHERE open"
DONE = "SELECT count(*) FROM dbtool.journal WHERE state = 'done'"
AT = "SELECT version_num FROM dbtool.alembic_version"


def create(number: int) -> Step:
    return step(f"CREATE TABLE t{number} (id bigint PRIMARY KEY, note text);", f"creates table t{number}")


CREATES = [create(number) for number in range(TABLES)]
DROPS = [step(f"DROP TABLE t{number};", f"drops table t{number}") for number in range(TABLES)]


@pytest.fixture(scope="module")
def small_server(own_provider: str) -> Iterator[str]:
    """A server of our own with the smallest lock table that there is."""
    server = acquire_server(own_provider, say=say_nothing, options=SMALL)
    try:
        yield server.url
    finally:
        server.close()


@pytest.fixture
def small_url(small_server: str) -> Iterator[str]:
    """An empty database on it."""
    with scratch_database(small_server, say=say_nothing) as url:
        yield url


def test_one_transaction_is_too_much_for_it(small_url: str) -> None:
    script = "\n".join(each.sql for each in CREATES)
    with psycopg.connect(small_url) as connection, pytest.raises(psycopg.errors.OutOfMemory):
        connection.execute(script.encode())


def test_revision_goes_up_and_down_in_several_transactions(small_url: str, project: Project) -> None:
    project.add(CREATES, DROPS)
    progress = Recorder()
    result = apply_revisions(small_url, project.folder, progress=progress)
    assert (result.revisions, result.steps, result.skipped) == (("0001",), TABLES, 0)
    assert progress.done == [each.note[0].upper() + each.note[1:] + "." for each in CREATES]
    assert [note for note in progress.notes if "lock table" in note] == [
        "the server's lock table is small: steps are committed in several transactions"
    ]
    assert value(small_url, COUNT) == TABLES
    assert (value(small_url, DONE), value(small_url, OPEN), value(small_url, AT)) == (TABLES, 0, "0001")
    assert rollback(small_url, project.folder).steps == TABLES
    assert (value(small_url, COUNT), value(small_url, OPEN)) == (0, 0)


def test_run_that_fails_late_goes_on_where_it_committed(small_url: str, project: Project) -> None:
    failing = step("INSERT INTO later VALUES (1);", "needs table later", alone=False)
    project.add([*CREATES, failing], DROPS)
    with pytest.raises(StepFailed, match="later"):
        apply_revisions(small_url, project.folder)
    kept = value(small_url, COUNT)
    # What is there is journalled, and what is journalled is there.
    assert 0 < kept < TABLES
    assert (value(small_url, DONE), value(small_url, COUNT)) == (kept, kept)
    with psycopg.connect(small_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE later (id integer)")
    result = apply_revisions(small_url, project.folder)
    assert (result.steps, result.skipped) == (TABLES + 1 - kept, kept)
    assert (value(small_url, COUNT), value(small_url, OPEN)) == (TABLES + 1, 0)


def test_plan_without_revisions_runs_in_several_transactions(small_url: str) -> None:
    result = run_plan(small_url, Plan(tuple(CREATES), fingerprint="x"))
    assert (result.steps, value(small_url, COUNT), value(small_url, OPEN)) == (TABLES, TABLES, 0)


def test_plan_that_must_be_whole_is_not_begun_in_parts(small_url: str) -> None:
    with pytest.raises(NotWhole):
        run_plan(small_url, Plan(tuple(CREATES)), whole=lambda _work: None)
    assert value(small_url, COUNT) == 0


def test_scratch_server_that_is_too_small_is_named(small_url: str) -> None:
    statements = tuple(Statement(each.sql, Origin("tables.sql", 1)) for each in CREATES)
    with pytest.raises(LockTableFull) as refused:
        build_wanted(small_url, replace(Definitions(), statements=statements))
    assert str(refused.value) == (
        "one transaction locks more objects than the scratch server has room for: "
        "max_locks_per_transaction is 10"
    )
    assert value(small_url, COUNT) == 0
