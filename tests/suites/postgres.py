"""Databases and roles of a pair, made for it and dropped after it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from dbtool.server.contract import with_database

PREFIX = "dbtool_suites_"
DROP_SUBSCRIPTION = (
    "ALTER SUBSCRIPTION {} DISABLE",
    "ALTER SUBSCRIPTION {} SET (slot_name = NONE)",
    "DROP SUBSCRIPTION {}",
)
CREATED = re.compile(
    r"\bcreate\s+(?:role|user|group)\s+(?:if\s+not\s+exists\s+)?(?!mapping\b)(\w+|\"[^\"]+\")", re.I
)


class NotLoadable(Exception):
    """psql refused a schema."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A server, as a superuser, with the client programs of its version."""

    url: str
    psql: str
    pg_dump: str
    run: str

    @contextmanager
    def database(self, part: str) -> Iterator[str]:
        """Give the URL of a fresh database, which is dropped at the end."""
        name = sql.Identifier(f"{PREFIX}{self.run}_{part}")
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name)
        self._execute(drop, sql.SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY FILE_COPY").format(name))
        url = with_database(self.url, name.as_string().strip('"'))
        try:
            yield url
        finally:
            _drop_subscriptions(url)
            self._execute(drop)

    @contextmanager
    def roles(self, wanted: Iterable[str], created: Iterable[str]) -> Iterator[None]:
        """Let the `wanted` roles be there, and the `created` ones not yet; at the end none of them is."""
        self._drop_roles([*wanted, *created])
        with psycopg.connect(self.url, autocommit=True) as connection:
            for role in wanted:
                if not _exists(connection, role):
                    connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
        try:
            yield
        finally:
            self._drop_roles([*wanted, *created])

    def load(self, url: str, path: Path) -> None:
        """Let psql run a file; NotLoadable if the server refuses a statement."""
        command = [self.psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-f", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotLoadable(done.stderr.strip())

    def dump(self, url: str) -> str:
        """Give `pg_dump -s` of a database, without the schema that is dbtool's own."""
        command = [self.pg_dump, "-s", "-d", url]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def tables(self, url: str) -> list[tuple[str, str]]:
        """Give schema and name of all tables of a database."""
        query = (
            "SELECT n.nspname, c.relname FROM pg_class AS c"
            " INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid"
            " WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        )
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()

    def _execute(self, *statements: sql.Composed) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _drop_roles(self, names: Iterable[str]) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for name in names:
                try:
                    connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
                except psycopg.errors.DependentObjectsStillExist:
                    # Another run on the same server uses the role.
                    continue


def created_roles(*texts: str) -> list[str]:
    """Give the roles that SQL creates itself."""
    found = (match[1] for text in texts for match in CREATED.finditer(text))
    return list(dict.fromkeys(name.strip('"') if name.startswith('"') else name.lower() for name in found))


def _drop_subscriptions(url: str) -> None:
    """Drop what a database cannot be dropped with; slots on other servers are left to them."""
    ours = (
        "SELECT subname FROM pg_subscription AS s"
        " INNER JOIN pg_database AS d ON s.subdbid = d.oid WHERE d.datname = current_database()"
    )
    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute(ours).fetchall():
            for statement in DROP_SUBSCRIPTION:
                connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _exists(connection: psycopg.Connection, role: str) -> bool:
    return connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None
