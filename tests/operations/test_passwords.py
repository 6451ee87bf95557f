"""Passwords of declared roles come from the variable that the definition names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dbtool.server.contract import Server
from tests.support.projects import LIVE, Project, command_environment

ROLE = "dbtool_test_named_password"
SECRET = "s3cret-of-the-test"
SETTINGS = '[databases.app]\n\n[targets.live]\nurl = "env:DBTOOL_TEST_LIVE"\nallow = ["all"]\n'


@pytest.fixture
def project(tmp_path: Path, server: Server, plain_database_url: str) -> Iterator[Project]:
    environment = command_environment(server, tmp_path) | {LIVE: plain_database_url}
    found = Project(tmp_path / "project", environment)
    found.write("dbtool.toml", SETTINGS)
    found.write("roles/app/roles.yml", f"roles:\n  {ROLE}: {{login: true, password: 'env:THEIR_SECRET'}}\n")
    found.run("revision", "-m", "roles")
    yield found
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(ROLE)))


def test_named_variable_sets_the_password(project: Project) -> None:
    done = project.run("apply", "--target", "live", "--yes", THEIR_SECRET=SECRET)
    assert SECRET not in done.stdout + done.stderr
    assert SECRET not in "".join(path.read_text(encoding="utf-8") for path in project.revisions())
    psycopg.connect(project.url, user=ROLE, password=SECRET).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(project.url, user=ROLE, password="another")


def test_unset_variable_is_named_and_the_role_cannot_log_in(project: Project) -> None:
    said = project.run("apply", "--target", "live", "--yes").stderr
    assert f"role {ROLE} has no new password: THEIR_SECRET is not set" in said
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(project.url, user=ROLE, password=SECRET)
