"""Without a project, the statements of SQL files may be about the role that connects."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server
from tests.support.projects import Project, command_environment

MINE = "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;"


@pytest.fixture
def project(server: Server, tmp_path: Path) -> Project:
    return Project(tmp_path, command_environment(server, tmp_path))


def readers(url: str, table: str) -> bool:
    with psycopg.connect(url) as connection:
        query = (
            "SELECT EXISTS (SELECT FROM pg_class, aclexplode(relacl) AS held"
            " WHERE relname = %s AND held.grantee = 0)"
        )
        return bool(connection.execute(query, [table]).fetchall()[0][0])


def test_default_privileges_of_the_runner(project: Project, plain_database_url: str) -> None:
    where = ("--definitions", "wanted.sql", "--url", plain_database_url)
    project.write("wanted.sql", f"CREATE TABLE one (); {MINE} CREATE TABLE two ();")
    project.run("apply", "--direct", "--yes", "--allow", "all", *where)
    project.run("diff", *where)
    assert not readers(plain_database_url, "one")
    assert readers(plain_database_url, "two")


def test_default_privileges_that_are_there_do_not_reach_new_tables(
    project: Project, plain_database_url: str
) -> None:
    where = ("--definitions", "wanted.sql", "--url", plain_database_url)
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute(MINE)
    project.write("wanted.sql", f"CREATE TABLE one (); {MINE}")
    project.run("apply", "--direct", "--yes", "--allow", "all", *where)
    project.run("diff", *where)
    assert not readers(plain_database_url, "one")


def test_policy_for_the_runner(project: Project, plain_database_url: str) -> None:
    where = ("--definitions", "wanted.sql", "--url", plain_database_url)
    project.write("wanted.sql", "CREATE TABLE t (); CREATE POLICY p ON t TO CURRENT_USER;")
    project.run("apply", "--direct", "--yes", "--allow", "all", *where)
    project.run("diff", *where)
    with psycopg.connect(plain_database_url) as connection:
        query = "SELECT roles = ARRAY[current_user] FROM pg_policies"
        assert connection.execute(query).fetchall() == [(True,)]


def test_dump_with_rows_is_taken_without_them(project: Project, plain_database_url: str) -> None:
    where = ("--definitions", "wanted.sql", "--url", plain_database_url)
    project.write("wanted.sql", "CREATE TABLE t (id int);\nCOPY t FROM stdin;\n1\n\\.\n")
    said = project.run("apply", "--direct", "--yes", *where).stderr
    assert "1 statement that fills tables or sequences is left out" in said
    assert "wanted.sql:2:1" in said


def test_drop_before_create_is_run_on_scratch_only(project: Project, plain_database_url: str) -> None:
    where = ("--definitions", "wanted.sql", "--url", plain_database_url)
    text = "DROP TABLE IF EXISTS t; CREATE TABLE t (id int); CREATE TABLE u (); DROP TABLE IF EXISTS u;"
    project.write("wanted.sql", text)
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (id int)")
        connection.execute("INSERT INTO t VALUES (1)")
    project.run("diff", *where)
    project.run("apply", "--direct", "--yes", *where)
    with psycopg.connect(plain_database_url) as connection:
        assert connection.execute("SELECT id FROM t").fetchall() == [(1,)]


def test_drop_of_what_another_file_declares_is_an_error(project: Project, plain_database_url: str) -> None:
    project.write("wanted.yml", "schemas: {kept: }")
    project.write("wanted.sql", "DROP SCHEMA IF EXISTS kept CASCADE;")
    where = ("--definitions", ".", "--url", plain_database_url)
    said = project.run("diff", *where, status=ExitStatus.FAILURE).stderr
    assert "wanted.yml:1:11: schema kept: an SQL file drops what is declared here" in said
