"""A database moves from the Apache edition to the Community edition and back, on a server that is switched.

DBTOOL_TEST_SWITCH is a command that restarts a server of the tests' own with the licence that is its
argument, apache or timescale; DBTOOL_TEST_SWITCH_URL is that server.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import with_database
from tests.e2e.conftest import EMULATE
from tests.support.databases import PREFIX, create_database, drop_database
from tests.support.live import rows, value
from tests.support.projects import Project

SETTINGS = '[databases.app]\n\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\n'
DEFINITIONS = """\
extensions: {timescaledb: {}}
---
table: ticks
columns: {at: timestamptz not null, s: text, n: int}
hypertable: {by: at, chunk_interval: 1 day}
retention: 30 days
---
continuous_aggregates:
  hourly:
    query: >-
      select time_bucket('1 hour', at) as hour, s, count(*) as n, sum(n) as total
      from ticks group by 1, 2
    comment: per hour
    indexes: {hourly_s: [s]}
    grants: {public: [select]}
    refresh: {start_offset: 3 days, end_offset: 1 hour, schedule: 1 hour}
  daily:
    query: "select time_bucket('1 day', hour) as day, sum(n) as n from hourly group by 1"
    materialized_only: false
    refresh: {start_offset: 5 days, end_offset: 1 hour, schedule: 1 hour}
views: {best: "select s, max(n) as n from hourly group by s"}
"""
FILL = """
INSERT INTO ticks SELECT now() - i * interval '6 hours', 'a', i FROM generate_series(0, 160) AS i
"""
# Both of what is older than any refresh, so that it may not change any more.
OLD = """
SELECT 'hour', hour, s, n, total FROM hourly WHERE hour < now() - interval '6 days'
UNION ALL SELECT 'day', day, '', n, NULL FROM daily WHERE day < now() - interval '6 days'
ORDER BY 1, 2, 3
"""
JOBS = "SELECT job_id FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY 1"

Switch = Callable[[str], None]


@pytest.fixture
def switch() -> Switch:
    command = os.environ.get("DBTOOL_TEST_SWITCH")
    if not command:
        pytest.skip(
            "needs a server whose edition can be switched: DBTOOL_TEST_SWITCH, DBTOOL_TEST_SWITCH_URL"
        )

    def to(licence: str) -> None:
        subprocess.run([*shlex.split(command), licence], check=True, capture_output=True)

    return to


@pytest.fixture
def moving(switch: Switch, environment: dict[str, str], tmp_path: Path) -> Iterator[Project]:
    """A project on a database of the server that can be switched, applied to its Apache edition."""
    switch("apache")
    server = os.environ["DBTOOL_TEST_SWITCH_URL"]
    name = f"{PREFIX}editions_{uuid4().hex[:6]}"
    create_database(server, name, template="template0")
    project = Project(tmp_path / "project", environment).on(with_database(server, name))
    project.write("dbtool.toml", SETTINGS)
    project.write("schema/app/all.yml", DEFINITIONS)
    project.run("revision", "-m", "all")
    project.run("apply", "--yes", "--target", "live", *EMULATE)
    yield project
    drop_database(server, name)


def test_no_bucket_is_lost_between_editions(moving: Project, switch: Switch) -> None:
    url = moving.url
    rows(url, FILL)
    _maintain(moving)
    before = rows(url, OLD)
    assert len(before) > 100
    assert value(url, "SELECT min(at) > now() - interval '32 days' FROM ticks")
    for licence, work in (("timescale", _run_jobs), ("apache", _maintain), ("timescale", _run_jobs)):
        switch(licence)
        _converges(moving)
        assert rows(url, OLD) == before
        rows(url, "INSERT INTO ticks VALUES (now() - interval '2 days', %s, 5)", [uuid4().hex])
        work(moving)
        assert rows(url, OLD) == before
    assert value(url, "SELECT count(*) FROM hourly WHERE total = 5 AND length(s) = 32") == 3
    assert value(url, "SELECT count(*) FROM dbtool.aggregates") == 0
    assert value(url, "SELECT count(*) FROM best") == 4


def test_move_that_was_cut_off_goes_on(moving: Project, switch: Switch) -> None:
    url = moving.url
    rows(url, FILL)
    _maintain(moving)
    before = rows(url, OLD)
    switch("timescale")
    # In the way of the plan's last step, when the aggregates are made already.
    rows(url, "CREATE TABLE _timescaledb_internal.hourly_s ()")
    moving.run("apply", "--yes", "--allow", "all", *EMULATE, "--target", "live", status=ExitStatus.FAILURE)
    rows(url, "DROP TABLE _timescaledb_internal.hourly_s")
    _converges(moving)
    assert rows(url, OLD) == before


def _converges(project: Project) -> None:
    there = ("--target", "live", *EMULATE)
    differs = project.run("diff", *there, status=ExitStatus.DIFFERENCES)
    assert "drift" not in differs.stdout
    project.run("apply", *there, "--yes", "--allow", "all")
    assert project.run("diff", *there, "--format", "sql").stdout == ""
    project.run("verify", *there)


def _maintain(project: Project) -> None:
    project.run("maintain", "run", "--target", "live", "--force", "--wait")


def _run_jobs(project: Project) -> None:
    for (job,) in rows(project.url, JOBS):
        rows(project.url, "CALL run_job(%s)", [job])
