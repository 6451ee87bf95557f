"""Definitions that hold what no kind manages: it is named wherever it is missing, and stops nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server
from tests.support.live import rows
from tests.support.projects import Project, command_environment

UNMANAGED = "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_sleep(double precision) FROM PUBLIC;"
USED = """
CREATE FUNCTION pause() RETURNS integer LANGUAGE sql RETURN length(pg_sleep(1)::text);
CREATE VIEW pauses AS SELECT pause() AS paused;
"""
NAMES = ["privileges on function pg_catalog.pg_sleep(double precision)"]


@pytest.fixture
def definitions(tmp_path: Path) -> Path:
    return tmp_path / "made.sql"


@pytest.fixture
def bare(
    server: Server, plain_database_url: str, tmp_path: Path, definitions: Path
) -> tuple[Project, list[str]]:
    """A folder without a project, and the options that name database and definitions."""
    project = Project(tmp_path, command_environment(server, tmp_path))
    return project, ["--url", plain_database_url, "--definitions", str(definitions)]


def unmade(project: Project, options: list[str], status: ExitStatus) -> list[str]:
    printed = project.run("diff", "--format", "json", *options, status=status).stdout
    (found,) = json.loads(printed)["databases"]
    assert found["differences"] == []
    return list(found["unmade"])


def test_what_is_missing_is_a_difference(bare: tuple[Project, list[str]], definitions: Path) -> None:
    project, options = bare
    definitions.write_text(UNMANAGED, encoding="utf-8")
    assert unmade(project, options, ExitStatus.DIFFERENCES) == NAMES
    said = project.run("diff", *options, status=ExitStatus.DIFFERENCES).stdout
    assert f"    {NAMES[0]}\n" in said
    assert NAMES[0] in project.run("verify", *options, status=ExitStatus.VERIFICATION_FAILED).stdout


def test_what_uses_it_is_compared_all_the_same(
    bare: tuple[Project, list[str]], definitions: Path, plain_database_url: str
) -> None:
    project, options = bare
    definitions.write_text(UNMANAGED + USED, encoding="utf-8")
    rows(plain_database_url, UNMANAGED + USED)
    assert unmade(project, options, ExitStatus.DONE) == []


def test_apply_makes_the_rest_and_names_it(bare: tuple[Project, list[str]], definitions: Path) -> None:
    project, options = bare
    definitions.write_text(UNMANAGED + USED, encoding="utf-8")
    failed = project.run("apply", "--direct", "--yes", *options, status=ExitStatus.VERIFICATION_FAILED)
    assert NAMES[0] in failed.stdout
    assert unmade(project, options, ExitStatus.DIFFERENCES) == NAMES
