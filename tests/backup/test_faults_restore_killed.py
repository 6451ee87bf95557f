"""A restore that is killed, whenever: the source is untouched, and the next one clears what was left."""

from __future__ import annotations

import os
import random
import subprocess
import threading
import time

import psycopg
import pytest

from dbtool.backup.errors import BackupDamaged, RestoreFailed
from tests.backup.support import FAULTS, Bench
from tests.backup.victims import child_named, children, gone, kill

MADE = "SELECT datname FROM pg_database WHERE starts_with(datname, 'dbtool_restore_')"
LEFT = "SELECT count(*) FROM pg_database WHERE starts_with(datname, 'dbtool_restore_') AND datname = ANY(%s)"
RESTORING = """
SELECT count(*) FROM pg_db_role_setting AS s JOIN pg_database AS d ON d.oid = s.setdatabase
WHERE starts_with(d.datname, %s) AND 'timescaledb.restoring=on' = ANY(s.setconfig)
"""
# What a restore says when it begins each phase.
PHASES = (
    "checking",
    "restoring definitions",
    "restoring rows",
    "restoring indexes",
    "comparing",
)


def _started(bench: Bench, into: str) -> subprocess.Popen[str]:
    bench.made.append(into)
    return bench.start("restore", bench.name, "--from", str(bench.folder), "--url", bench.url, "--into", into)


def _ended(bench: Bench, process: subprocess.Popen[str]) -> None:
    """Kill a restore, and hold what it leaves and the one after it against the oracle."""
    alive = children(process.pid)
    process.kill()
    process.communicate()
    assert all(gone(child) for child in alive)
    left = [name for (name,) in bench.execute(MADE, "postgres")]
    assert bench.execute("SELECT count(*) FROM orders") == [(5000,)]
    assert bench.restore().comparison.differences == ()
    deadline = time.monotonic() + 60
    with psycopg.connect(bench.at("postgres"), autocommit=True) as connection:
        # A restore of another test beside this one ends, too; what was killed only by being cleared.
        while connection.execute(LEFT, [left]).fetchone() != (0,):
            assert time.monotonic() < deadline, left
            time.sleep(0.2)
        assert connection.execute(RESTORING, [bench.name]).fetchone() == (0,)
    assert [each.broken for each in bench.backups()] == [""]


@pytest.mark.parametrize("number", range(FAULTS))
def test_killed_restore_is_cleared_by_the_next(timescale_bench: Bench, number: int) -> None:
    bench = timescale_bench
    chance = random.Random(f"restore {number}")
    bench.create()
    process = _started(bench, f"{bench.name}_killed")
    child_named(process.pid, "pg_restore", within=60)
    time.sleep(chance.uniform(0, 1.0))
    _ended(bench, process)


@pytest.mark.parametrize("phase", PHASES)
def test_restore_killed_at_each_phase_is_cleared_by_the_next(timescale_bench: Bench, phase: str) -> None:
    bench = timescale_bench
    bench.create()
    for number in range(10):
        into = f"{bench.name}_killed{number}"
        process = _started(bench, into)
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if line.startswith(phase):
                break
        assert phase in said
        _ended(bench, process)
        # The last phases are over in a moment, sometimes before the blow falls.
        if bench.execute(f"SELECT count(*) FROM pg_database WHERE datname = '{into}'") == [(0,)]:
            return
    pytest.fail(f"it was never killed while {phase}")


@pytest.mark.parametrize("section", ["--list", "--section=pre-data", "--section=data", "--section=post-data"])
def test_killed_pg_restore_leaves_the_server_as_it_was(bench: Bench, section: str) -> None:
    role = f"{bench.name}_made"
    bench.execute(f"CREATE ROLE {role}; ALTER TABLE orders OWNER TO {role}")
    bench.create()
    bench.execute(f"ALTER TABLE orders OWNER TO postgres; DROP ROLE {role}")

    def strike() -> None:
        kill(child_named(os.getpid(), "pg_restore", word=section))

    thread = threading.Thread(target=strike)
    thread.start()
    with pytest.raises((RestoreFailed, BackupDamaged), match="ended by signal 9"):
        bench.restore()
    thread.join()
    there = f"SELECT count(*) FROM pg_database WHERE datname = '{bench.made[-1]}'"
    assert bench.execute(there, "postgres") == [(0,)]
    assert bench.execute(f"SELECT count(*) FROM pg_roles WHERE rolname = '{role}'") == [(0,)]
