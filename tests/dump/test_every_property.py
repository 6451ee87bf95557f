"""Every property that pg_dump writes, imported, applied to an empty database and dumped again: the same text.

By both ways in: from the live database, as YAML, and from the dump itself, as a SQL definition file.
"""

from __future__ import annotations

import re
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dbtool.server.contract import Server, with_database
from tests.suites.dump import difference, entries
from tests.support.databases import create_database, drop_database
from tests.support.programs import pg_dump
from tests.support.projects import Project

PROPERTIES = Path(__file__).with_name("properties.sql")
SECRET = "it's \\ x"
ROLES = ("owner", "a", "b", "c", "super")
ROLE = re.compile(r"\brole_(?=(?:owner|a|b|c|super)\b)")
SINCE = re.compile(r"^-- since (\d+)\n(.*?)^-- all\n", re.MULTILINE | re.DOTALL)
PASSWORD = re.compile(r"password=''.*''' PUBLICATION")


@pytest.fixture
def run(server: Server) -> Iterator[str]:
    """The beginning of the names of a test's databases and roles."""
    name = f"dbtool_test_{secrets.token_hex(3)}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        for role in ROLES:
            statement = "CREATE ROLE {} SUPERUSER" if role == "super" else "CREATE ROLE {}"
            connection.execute(sql.SQL(statement).format(sql.Identifier(f"{name}_{role}")))
        yield name
        for database in ("source", "target"):
            drop_database(server.url, f"{name}_{database}")
        for role in ROLES:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(f"{name}_{role}")))


def test_database_made_from_what_is_live_dumps_alike(server: Server, run: str, tmp_path: Path) -> None:
    source, target = _databases(server, run)
    project = Project(tmp_path, {"SUB_PASSWORD": SECRET})
    place = ("--scratch-url", server.url)

    project.run("import", "--from", source, "--to", "made", *place)
    project.run(
        "apply", "--direct", "--url", target, "--definitions", "made", "--yes", "--allow", "all", *place
    )

    _compare(_dump(server, source), _dump(server, target))


def test_database_made_from_a_dump_dumps_alike(server: Server, run: str, tmp_path: Path) -> None:
    source, target = _databases(server, run)
    project = Project(tmp_path, {"SUB_PASSWORD": SECRET})
    dump = _dump(server, source)
    project.write("all.sql", PASSWORD.sub("password=env:SUB_PASSWORD' PUBLICATION", dump))

    arguments = ("--definitions", "all.sql", "--yes", "--allow", "all", "--scratch-url", server.url)
    project.run("apply", "--direct", "--url", target, *arguments)

    _compare(dump, _dump(server, target))


def _databases(server: Server, run: str) -> tuple[str, str]:
    """Make a database with every property that the server's version has, and an empty one."""
    for part in ("source", "target"):
        create_database(server.url, f"{run}_{part}", template="template0")
    source = with_database(server.url, f"{run}_source")
    text = PROPERTIES.read_text(encoding="utf-8")
    known = SINCE.sub(lambda part: part[2] if server.pg // 10000 >= int(part[1]) else "", text)
    with psycopg.connect(source, autocommit=True) as connection:
        connection.execute(ROLE.sub(f"{run}_", known).encode())
    return source, with_database(server.url, f"{run}_target")


def _dump(server: Server, url: str) -> str:
    command = [pg_dump(server), "-s", "-N", "dbtool", "-d", url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _compare(wanted: str, found: str) -> None:
    assert len(entries(wanted)) > 200
    assert difference(entries(wanted), entries(found)) == ""
