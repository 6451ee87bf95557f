"""An extension made while a transform was there: the server keeps the transform for its functions."""

from __future__ import annotations

from pathlib import Path

from dbtool.server.contract import Server
from tests.support.live import rows
from tests.support.projects import Project, command_environment

TRANSFORM = "CREATE TRANSFORM FOR integer LANGUAGE sql (TO SQL WITH FUNCTION int4recv(internal));"
REST = "CREATE EXTENSION citext; CREATE TABLE t (c citext);"
MEMBERS = """
SELECT count(*) FROM pg_depend
WHERE refclassid = 'pg_extension'::regclass AND classid = 'pg_proc'::regclass AND deptype = 'e'
"""


def test_transform_goes_and_the_extension_stays_whole(
    server: Server, plain_database_url: str, tmp_path: Path
) -> None:
    rows(plain_database_url, TRANSFORM + REST)
    before = rows(plain_database_url, MEMBERS)
    definitions = tmp_path / "made.sql"
    definitions.write_text(REST, encoding="utf-8")
    project = Project(tmp_path, command_environment(server, tmp_path))
    options = ["--url", plain_database_url, "--definitions", str(definitions)]

    project.run("apply", "--direct", "--yes", "--allow", "all", *options)

    project.run("diff", *options)
    assert rows(plain_database_url, MEMBERS) == before
