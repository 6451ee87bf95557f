"""A role that lacks a right is told which one, and never that dbtool is at fault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dbtool.cli.exit_status import ExitStatus
from dbtool.execute.history import ensure_ledger
from dbtool.server.contract import Server
from tests.support.databases import PREFIX
from tests.support.projects import Project, command_environment

PASSWORD = "told to nobody"


@pytest.fixture
def visitor_url(server: Server, plain_database_url: str, tmp_path: Path) -> Iterator[str]:
    """The URL of the fresh database for a role that may do nothing there."""
    role = sql.Identifier(f"{PREFIX}visitor_{tmp_path.name}")
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, PASSWORD))
        given = conninfo_to_dict(plain_database_url)
        yield make_conninfo("", **{**given, "user": f"{PREFIX}visitor_{tmp_path.name}", "password": PASSWORD})
        with psycopg.connect(plain_database_url, autocommit=True) as there:
            there.execute(sql.SQL("DROP OWNED BY {}").format(role))
        connection.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.fixture
def project(server: Server, tmp_path: Path) -> Project:
    (tmp_path / "made.sql").write_text("CREATE TABLE made (id integer);", encoding="utf-8")
    return Project(tmp_path, command_environment(server, tmp_path))


def test_ledger_of_another_role_cannot_be_written(
    project: Project, plain_database_url: str, visitor_url: str
) -> None:
    direct = ("apply", "--direct", "--yes", "--definitions", "made.sql", "--url")
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        ensure_ledger(connection)
        # What is applied there keeps the ledger where it is.
        connection.execute("INSERT INTO dbtool.alembic_version VALUES ('0001')")
    project.run(*direct, plain_database_url)
    visitor = sql.Identifier(str(conninfo_to_dict(visitor_url)["user"]))
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        # Reading a database asks for what dbtool keeps in it.
        for grant in ("USAGE ON SCHEMA dbtool", "SELECT ON dbtool.declared", "SELECT ON dbtool.kept"):
            connection.execute(sql.SQL("GRANT {} TO {}").format(sql.SQL(grant), visitor))
    project.write("made.sql", "CREATE TABLE made (id integer); CREATE TABLE more (id integer);")
    said = project.run(*direct, visitor_url, status=ExitStatus.FAILURE).stderr
    assert "may not write dbtool's ledger" in said
    assert PASSWORD not in said


def test_scratch_role_without_createdb(project: Project, plain_database_url: str, visitor_url: str) -> None:
    options = ("--definitions", "made.sql", "--url", plain_database_url, "--scratch-url", visitor_url)
    said = project.run("diff", *options, status=ExitStatus.FAILURE).stderr
    assert "create database" in said
    assert PASSWORD not in said


def test_connection_string_is_never_printed(project: Project, visitor_url: str) -> None:
    done = project.run(
        "diff", "--definitions", "made.sql", "--url", visitor_url, status=ExitStatus.DIFFERENCES
    )
    assert PASSWORD not in done.stdout + done.stderr
