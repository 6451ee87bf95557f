"""Definitions that hold what no kind manages: it is named wherever it is missing, and stops nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server
from tests.support.live import rows
from tests.support.projects import Project, command_environment

UNMANAGED = """
CREATE TYPE pair;
CREATE FUNCTION pair_in(cstring) RETURNS pair AS 'textin' LANGUAGE internal IMMUTABLE STRICT;
CREATE FUNCTION pair_out(pair) RETURNS cstring AS 'textout' LANGUAGE internal IMMUTABLE STRICT;
CREATE TYPE pair (INPUT = pair_in, OUTPUT = pair_out, LIKE = text);
"""
USED = """
CREATE TABLE pairs (id integer PRIMARY KEY, held pair);
CREATE VIEW all_pairs AS SELECT held AS names FROM pairs;
"""
NAMES = ["type public.pair"]


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
    # A base type is nothing without its two functions, which are managed.
    assert {difference["kind"] for difference in found["differences"]} <= {"function"}
    return list(found["unmade"])


def test_what_is_missing_is_a_difference(bare: tuple[Project, list[str]], definitions: Path) -> None:
    project, options = bare
    definitions.write_text(UNMANAGED, encoding="utf-8")
    assert unmade(project, options, ExitStatus.DIFFERENCES) == NAMES
    said = project.run("diff", *options, status=ExitStatus.DIFFERENCES).stdout
    assert "    type public.pair\n" in said
    assert "type public.pair" in project.run("verify", *options, status=ExitStatus.VERIFICATION_FAILED).stdout


def test_what_uses_it_is_compared_all_the_same(
    bare: tuple[Project, list[str]], definitions: Path, plain_database_url: str
) -> None:
    project, options = bare
    definitions.write_text(UNMANAGED + USED, encoding="utf-8")
    rows(plain_database_url, UNMANAGED + USED)
    assert unmade(project, options, ExitStatus.DONE) == []


def test_plan_that_cannot_be_proved_says_why(bare: tuple[Project, list[str]], definitions: Path) -> None:
    project, options = bare
    definitions.write_text(UNMANAGED + USED, encoding="utf-8")
    said = project.run("apply", "--direct", "--yes", *options, status=ExitStatus.FAILURE).stderr
    assert "dbtool does not manage these yet" in said
    assert "type public.pair" in said
