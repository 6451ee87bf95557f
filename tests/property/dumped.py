"""An eye that is not dbtool's: `pg_dump -s` of what dbtool reached, and of what psql would make."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable

import psycopg
import pytest

from dbtool.server.contract import Server, with_database
from tests.property.grammar import ALWAYS
from tests.property.side import MANAGED, Side
from tests.suites.dump import Entry, difference, entries, in_any_column_order
from tests.support.databases import create_database, drop_database
from tests.support.programs import pg_dump

TABLE = re.compile(r"Name: (.*?); Type: (?:FOREIGN )?TABLE; Schema: (.*?);")


def program_for(server: Server) -> str | None:
    """Give the path of a pg_dump that can read the server, None where there is none."""
    try:
        return pg_dump(server)
    except pytest.skip.Exception:
        return None


def difference_from_direct_build(program: str, server_url: str, live: str, direct: str, side: Side) -> str:
    """Give how the dump of database `live` differs from that of the side's own statements; empty if not.

    Shape: `direct` is the name of a database that is made for it. A column that was added later stands last.
           An owner that no schema names stays whoever it is, so that such databases are not compared.
    """
    create_database(server_url, direct, template="template0")
    try:
        with psycopg.connect(with_database(server_url, direct), autocommit=True) as connection:
            connection.execute("SET check_function_bodies = off")
            connection.execute(ALWAYS.encode())
            _run(connection, [text for name, text in side.parts.items() if name != MANAGED])
        wanted = _entries(program, with_database(server_url, direct))
    finally:
        drop_database(server_url, direct)
    found = _entries(program, with_database(server_url, live))
    return difference(wanted, found) if _owners(wanted) == _owners(found) else ""


def _run(connection: psycopg.Connection, texts: list[str]) -> None:
    """Run the statements, again behind the others what needs something that comes later."""
    while texts:
        left = [text for text in texts if not _runs(connection, text)]
        assert len(left) < len(texts), left
        texts = left


def _runs(connection: psycopg.Connection, text: str) -> bool:
    try:
        connection.execute(text.encode())
    except psycopg.Error:
        return False
    return True


def _entries(program: str, url: str) -> list[Entry]:
    dump = subprocess.run([program, "-s", "-d", url], capture_output=True, text=True, check=True).stdout
    found = entries(dump)
    tables = [(named[2], named[1]) for header, _ in found if (named := TABLE.match(header))]
    return in_any_column_order(found, tables)


def _owners(found: Iterable[Entry]) -> set[tuple[str, str]]:
    return {(header.partition("; Type")[0], header.rpartition("Owner: ")[2]) for header, _ in found}
