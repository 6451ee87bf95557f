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
from tests.e2e.editions import (
    CHANGED,
    DEFINITIONS,
    FILL,
    JOBS,
    OLD,
    SETTINGS,
    converges,
    maintain,
    run_jobs,
)
from tests.support.databases import PREFIX, create_database, drop_database
from tests.support.live import rows, value
from tests.support.projects import Project

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
    maintain(moving)
    before = rows(url, OLD)
    assert len(before) > 100
    assert value(url, "SELECT min(at) > now() - interval '32 days' FROM ticks")
    for licence, work in (("timescale", run_jobs), ("apache", maintain), ("timescale", run_jobs)):
        switch(licence)
        converges(moving)
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
    maintain(moving)
    before = rows(url, OLD)
    switch("timescale")
    # In the way of the plan's last step, when the aggregates are made already.
    rows(url, "CREATE TABLE _timescaledb_internal.hourly_s ()")
    moving.run("apply", "--yes", "--allow", "all", *EMULATE, "--target", "live", status=ExitStatus.FAILURE)
    rows(url, "DROP TABLE _timescaledb_internal.hourly_s")
    converges(moving)
    assert rows(url, OLD) == before


@pytest.mark.parametrize("away", ["timescale", "apache"])
def test_revisions_that_are_pending_at_a_move_find_what_was_there(
    moving: Project, switch: Switch, away: str
) -> None:
    url = moving.url
    rows(url, FILL)
    maintain(moving)
    if away == "apache":
        switch("timescale")
        converges(moving)
    before = rows(url, OLD)
    assert len(before) > 100
    moving.write("schema/app/all.yml", CHANGED)
    moving.run("revision", "-m", "more")
    switch(away)
    converges(moving)
    assert rows(url, OLD) == before
    moving.run("rollback", "--target", "live", *EMULATE, "--yes", "--allow", "all")
    assert rows(url, OLD) == before
    converges(moving)
    assert rows(url, OLD) == before


def test_rollback_after_a_move_begins_from_what_was_there(moving: Project, switch: Switch) -> None:
    moving.write("schema/app/all.yml", CHANGED)
    moving.run("revision", "-m", "more")
    moving.run("apply", "--target", "live", *EMULATE, "--yes", "--allow", "all")
    rows(moving.url, FILL)
    maintain(moving)
    # Nothing has refreshed the days by now.
    hours = "SELECT hour, s, n, total FROM hourly WHERE hour < now() - interval '6 days' ORDER BY 1, 2"
    before = rows(moving.url, hours)
    assert len(before) > 100
    switch("timescale")
    moving.run("rollback", "--target", "live", *EMULATE, "--yes", "--allow", "all")
    assert rows(moving.url, hours) == before
    converges(moving)
    assert rows(moving.url, hours) == before


def test_real_time_aggregate_shows_buckets_of_which_no_raw_row_is_left(
    moving: Project, switch: Switch
) -> None:
    url = moving.url
    rows(url, FILL)
    maintain(moving)
    daily = "SELECT * FROM daily ORDER BY 1"
    before = rows(url, daily)
    assert len(before) > 30
    rows(url, "SELECT drop_chunks('ticks', newer_than => '-infinity'::timestamptz)")
    rows(url, "SELECT drop_chunks('ticks', older_than => now() + interval '1 year')")
    assert value(url, "SELECT count(*) FROM ticks") == 0
    maintain(moving)
    switch("timescale")
    converges(moving)
    assert rows(url, daily) == before


def test_compressed_chunks_keep_a_database_from_the_apache_edition(moving: Project, switch: Switch) -> None:
    url = moving.url
    rows(url, FILL)
    switch("timescale")
    converges(moving)
    before = rows(url, OLD)
    rows(url, "ALTER MATERIALIZED VIEW hourly SET (timescaledb.compress)")
    rows(url, "SELECT compress_chunk(c) FROM show_chunks('hourly') AS c")
    rows(url, "ALTER TABLE ticks SET (timescaledb.compress)")
    rows(url, "SELECT compress_chunk(c) FROM show_chunks('ticks') AS c LIMIT 2")
    switch("apache")
    refused = moving.run(
        "apply", "--target", "live", *EMULATE, "--yes", "--allow", "all", status=ExitStatus.FAILURE
    )
    assert "public.hourly (" in refused.stderr
    assert "public.ticks (2)" in refused.stderr
    switch("timescale")
    assert rows(url, OLD) == before
    assert value(url, "SELECT count(*) FROM dbtool.declared") == 0


def test_jobs_that_the_community_edition_has_left_do_not_wait_for_its_return(
    moving: Project, switch: Switch
) -> None:
    url = moving.url
    rows(url, FILL)
    switch("timescale")
    converges(moving)
    assert len(rows(url, JOBS)) == 3
    switch("apache")
    found = moving.run("verify", "--target", "live", *EMULATE, status=ExitStatus.VERIFICATION_FAILED)
    assert found.stdout.count("left by the Community edition") == 3
    converges(moving)
    assert rows(url, JOBS) == []
    moving.write("schema/app/all.yml", DEFINITIONS.replace("retention: 30 days", "retention: 5 years"))
    moving.run("revision", "-m", "longer")
    moving.run("apply", "--target", "live", *EMULATE, "--yes", "--allow", "all")
    oldest = "SELECT min(at) FROM ticks"
    kept = value(url, oldest)
    switch("timescale")
    converges(moving)
    run_jobs(moving)
    assert value(url, oldest) == kept
