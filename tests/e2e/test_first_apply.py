"""The first apply of a project: without a revision, into a database that is not there; what is left."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import psycopg

from dbtool.cli.exit_status import ExitStatus
from dbtool.operations.state import write_atomically
from dbtool.server.contract import Server, with_database
from tests.support.databases import PREFIX, Databases
from tests.support.projects import Project, command_environment, complaint

SETTINGS = """\
[databases.app]

[targets.live]
url = "env:DBTOOL_TEST_LIVE"
"""


def _project(server: Server, url: str, folder: Path) -> Project:
    project = Project(folder, {**command_environment(server, folder), "DBTOOL_TEST_LIVE": url})
    project.write("dbtool.toml", SETTINGS)
    project.write("schema/app/t.yml", "table: t\ncolumns: {id: int}\n")
    return project


def test_apply_without_a_revision_says_what_to_do(
    server: Server, plain_database_url: str, tmp_path: Path
) -> None:
    project = _project(server, plain_database_url, tmp_path)
    for more in ("--yes", "--plan"):
        done = project.run("apply", more, status=ExitStatus.WRONG_USAGE)
        assert complaint(done) == [
            "error: app has no revision yet",
            '  hint: write the first with `dbtool revision -m "…"`, or apply the definitions with --direct',
        ]


def test_refused_apply_leaves_no_database_that_it_has_created(
    server: Server, databases: Databases, tmp_path: Path
) -> None:
    name = f"{PREFIX}{databases.worker}_first"
    project = _project(server, with_database(server.url, name), tmp_path)
    project.write("schema/app/v.sql", "CREATE VIEW v AS SELECT * FROM nowhere;")
    direct = ("apply", "--direct", "--create-database", "--yes")
    project.run(*direct, status=ExitStatus.FAILURE)
    with psycopg.connect(server.url, autocommit=True) as connection:
        there = connection.execute("SELECT count(*) FROM pg_database WHERE datname = %s", [name]).fetchone()
    assert there == (0,)


def test_difference_is_reported_for_code_scanning(
    server: Server, plain_database_url: str, tmp_path: Path
) -> None:
    project = _project(server, plain_database_url, tmp_path)
    done = project.run("diff", "--format", "sarif", status=ExitStatus.DIFFERENCES)
    run = json.loads(done.stdout)["runs"][0]
    (found,) = [one for one in run["results"] if one["message"]["text"].startswith("add table")]
    assert found["ruleId"] == "unrecorded"
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == "unrecorded"
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].endswith("schema/app/t.yml")


def test_unfinished_file_of_a_killed_process_goes_with_the_next_one(tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    left = tmp_path / f".0001_x.py.{killed.stdout.strip()}.unfinished"
    left.write_text("half")
    own = tmp_path / ".notes.unfinished"
    own.write_text("somebody's")

    write_atomically(tmp_path / "0002_y.py", "whole")

    assert sorted(path.name for path in tmp_path.iterdir()) == [".notes.unfinished", "0002_y.py"]
