"""Runs that end in the middle, at any moment: the next one goes on, loses nothing and does nothing twice."""

from __future__ import annotations

import os
import random
import re
import signal
from collections.abc import Callable

import pytest

from dbtool.cli.exit_status import ExitStatus
from tests.support.killing import Undisturbed, killed, watched
from tests.support.live import everything, old_snapshot, rows, value
from tests.support.processes import eventually
from tests.support.projects import LIVE, Project

MOMENTS = int(os.environ.get("DBTOOL_KILL_MOMENTS", "12"))
SEED = 20
ROWS = 60_000
APPLY = ("apply", "--yes")
FIRST_STEPS = """
    # Fills table public.orders.
    step("INSERT INTO orders SELECT g, md5(g::text) FROM generate_series(1, 60000) AS g")

    # Says that the first revision ran.
    step("INSERT INTO ran VALUES ('first')")

    # Says so in a transaction of its own.
    step("INSERT INTO ran VALUES ('alone')", alone=True)
"""
SECOND_STEPS = """
    # Moves each order on by one.
    step("UPDATE orders SET id = id + 1")

    # Says that the second revision ran.
    step("INSERT INTO ran VALUES ('second')")
"""
STEPS = {"0001": 5, "0002": 4}
INDEX_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('orders_place')"
INDEXES = """
SELECT indexrelid::regclass::text, indisvalid FROM pg_index WHERE indrelid = 'orders'::regclass
"""
BUILDING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND state = 'active' AND query LIKE 'CREATE INDEX CONCURRENTLY%'
"""
INTERRUPTED = [
    "what was done is recorded; the same command goes on from there",
    "",
    "interrupted after 6 of 9 steps of app: Applying 2 revisions, during: "
    "Builds index public.orders_place on table public.orders.",
]
UNFINISHED = "    unfinished  revision 0002, step 2: "


def with_steps(project: Project) -> Project:
    """Write steps by hand into both revisions, whose rows show what ran and how often."""
    for path, steps in zip(project.revisions(), (FIRST_STEPS, SECOND_STEPS), strict=True):
        before, downgrade, after = path.read_text().partition("\n\ndef downgrade")
        path.write_text(f"{before.rstrip()}\n{steps}\n{downgrade}{after}")
    return project


@pytest.fixture
def busy(project: Project) -> Project:
    """The small project with rows to move and a concurrent index over them."""
    return with_steps(project)


@pytest.fixture(scope="session")
def undisturbed(
    small: Project, tmp_path_factory: pytest.TempPathFactory, kept_database: Callable[[], str]
) -> Undisturbed:
    """How long an undisturbed run takes here."""
    project = with_steps(small.copy(tmp_path_factory.mktemp("undisturbed") / "project").on(kept_database()))
    found = watched(project, APPLY)
    check_outcome(project.environment[LIVE])
    return found


def check_outcome(url: str) -> None:
    """Make sure that everything was done, and once."""
    assert rows(url, "SELECT step FROM ran ORDER BY step") == [("alone",), ("first",), ("second",)]
    assert rows(url, "SELECT count(*), min(id), max(id) FROM orders") == [(ROWS, 2, ROWS + 1)]
    assert rows(url, INDEXES) == [("orders_place", True)]
    assert value(url, "SELECT version_num FROM dbtool.alembic_version") == "0002"
    assert rows(url, "SELECT revision FROM dbtool.revisions ORDER BY 1") == [("0001",), ("0002",)]
    done = "SELECT revision, step FROM dbtool.journal WHERE state = 'done' ORDER BY 1, 2"
    assert rows(url, done) == [(name, n) for name, count in STEPS.items() for n in range(count)]
    assert value(url, "SELECT count(*) FROM dbtool.journal WHERE open") == 0


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_killed_apply_is_completed_by_the_next(
    busy: Project,
    plain_database_url: str,
    undisturbed: Undisturbed,
    moment: int,
    record_property: Callable[[str, object], None],
) -> None:
    said = killed(busy, APPLY, *undisturbed.moment(random.Random(SEED + moment)))
    again = busy.run(*APPLY).stdout
    record_property("killed after step", len(re.findall(r"^\[\d", said, re.MULTILINE)))
    record_property("the next run", again.splitlines()[0])
    assert again.endswith("    verified: 9 objects\n")
    check_outcome(plain_database_url)


def test_nothing_is_left_to_do_after_a_killed_run(busy: Project, plain_database_url: str) -> None:
    assert "[3/9]" in killed(busy, APPLY, 4, 0.0)
    busy.run("verify", status=ExitStatus.VERIFICATION_FAILED)
    busy.run(*APPLY)
    before = everything(plain_database_url)
    busy.run("verify")
    assert busy.run("diff").stdout.startswith("app: no differences in 9 objects")
    assert busy.run(*APPLY).stdout.startswith("app: nothing to do")
    assert everything(plain_database_url) == before


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=lambda how: how.name)
def test_stop_in_the_middle_of_a_concurrent_index(
    busy: Project, plain_database_url: str, how: signal.Signals
) -> None:
    with old_snapshot(plain_database_url):
        victim = busy.start(*APPLY)
        assert eventually(lambda: rows(plain_database_url, INDEX_VALID) == [(False,)], within_s=30)
        victim.send_signal(how)
        said, talk = victim.communicate(timeout=60)
        # The server notices by itself that its client is gone.
        assert eventually(lambda: rows(plain_database_url, BUILDING) == [])
    assert said == ""
    if how == signal.SIGINT:
        assert victim.returncode == ExitStatus.INTERRUPTED
        assert talk.splitlines()[-3:] == INTERRUPTED
    # The index that was being built is there, and cannot be used.
    assert rows(plain_database_url, INDEX_VALID) == [(False,)]
    assert UNFINISHED in busy.run("status").stdout
    again = busy.run(*APPLY)
    assert again.stdout.splitlines()[1:] == [
        "    an earlier run had already done 1 step",
        "    verified: 9 objects",
    ]
    check_outcome(plain_database_url)


def test_half_applied_revision_that_was_edited_is_refused(busy: Project, plain_database_url: str) -> None:
    with old_snapshot(plain_database_url):
        victim = busy.start(*APPLY)
        assert eventually(lambda: rows(plain_database_url, INDEX_VALID) == [(False,)], within_s=30)
        victim.kill()
        victim.communicate()
        assert eventually(lambda: rows(plain_database_url, BUILDING) == [])
    path = busy.revisions()[1]
    path.write_text(path.read_text().replace("ADD COLUMN note text", "ADD COLUMN note varchar"))
    before = everything(plain_database_url)
    assert "was changed while it was half applied" in busy.run(*APPLY, status=ExitStatus.FAILURE).stderr
    assert everything(plain_database_url) == before
    path.write_text(path.read_text().replace("ADD COLUMN note varchar", "ADD COLUMN note text"))
    busy.run(*APPLY)
    check_outcome(plain_database_url)
