"""Without a project, dbtool leaves nothing of its own in a database unless that is needed later."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from dbtool.server.contract import Server
from tests.support.projects import Project, command_environment

KEPT = """
tables:
  notes: {columns: {id: bigint, made_at: timestamptz}, retention: {by: made_at, delete_after: 1 day}}
"""


@pytest.fixture
def project(server: Server, tmp_path: Path) -> Project:
    return Project(tmp_path, command_environment(server, tmp_path))


def has_schema(url: str) -> bool:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT to_regnamespace('dbtool') IS NOT NULL").fetchall()
    return bool(found[0][0])


def apply(project: Project, url: str, file: str) -> None:
    project.run("apply", "--direct", "--yes", "--allow", "all", "--definitions", file, "--url", url)


def test_nothing_is_left(project: Project, plain_database_url: str) -> None:
    project.write("wanted.sql", "CREATE TABLE one ();")
    apply(project, plain_database_url, "wanted.sql")
    assert not has_schema(plain_database_url)


def test_what_is_kept_stays(project: Project, plain_database_url: str) -> None:
    project.write("wanted.yml", KEPT)
    apply(project, plain_database_url, "wanted.yml")
    assert has_schema(plain_database_url)
    project.run("diff", "--definitions", "wanted.yml", "--url", plain_database_url)


def test_what_somebody_else_put_there_stays(project: Project, plain_database_url: str) -> None:
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA dbtool")
        connection.execute("CREATE TABLE dbtool.mine ()")
    project.write("wanted.sql", "CREATE TABLE one ();")
    apply(project, plain_database_url, "wanted.sql")
    with psycopg.connect(plain_database_url) as connection:
        found = connection.execute("SELECT to_regclass('dbtool.mine') IS NOT NULL").fetchall()
    assert found[0][0]
