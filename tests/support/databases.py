"""Databases for tests: a sealed template with TimescaleDB, and quick copies of it."""

from __future__ import annotations

import itertools
import secrets
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from dbtool.server.contract import Server, with_database

PREFIX = "dbtool_test_"
SUBSCRIBING = """
SELECT EXISTS (SELECT FROM pg_subscription AS s WHERE s.subdbid = d.oid)
FROM pg_database AS d WHERE d.datname = %s
"""


@dataclass(slots=True)
class Databases:
    """Makes and drops the databases of one test process; names begin with PREFIX and the process's own part.

    A database is dropped when the next is made: right after a session's end a drop waits 100 ms for it.
    """

    server_url: str
    worker: str
    template: str | None
    _numbers: itertools.count[int] = field(default_factory=itertools.count)
    _leftovers: list[str] = field(default_factory=list)

    def create(self, *, template: str | None = None) -> str:
        """Give the URL of a fresh database, a copy of `template` or empty."""
        self.drop_leftovers()
        name = f"{PREFIX}{self.worker}_{next(self._numbers)}"
        create_database(self.server_url, name, template=template or "template0")
        self._leftovers.append(name)
        return with_database(self.server_url, name)

    def drop_leftovers(self) -> None:
        while self._leftovers:
            drop_database(self.server_url, self._leftovers.pop())


def run_name() -> str:
    """Give a name that tells this run's databases from another's on the same server."""
    return secrets.token_hex(3)


def create_template(server: Server, run: str) -> str | None:
    """Make this run's sealed template with TimescaleDB and give its name; None where the server has none."""
    if server.edition == "none":
        return None
    name = f"{PREFIX}{run}_template"
    create_database(server.url, name, template="template0")
    with psycopg.connect(with_database(server.url, name), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS timescaledb")
    seal(server.url, name)
    return name


def seal(server_url: str, name: str) -> None:
    """Let nobody into the database any more, so that it can be copied.

    TimescaleDB's scheduler connects to every database; a template with a session cannot be copied
    (timescale/timescaledb#9080).
    """
    statement = sql.SQL("ALTER DATABASE {} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name)))
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name]
        )


def create_database(server_url: str, name: str, *, template: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))


def drop_database(server_url: str, name: str) -> None:
    """Drop a database of ours, a sealed template too, with whoever is connected."""
    assert name.startswith(PREFIX), f"{name} is not ours to drop"
    with psycopg.connect(server_url, autocommit=True) as connection:
        found = connection.execute(SUBSCRIBING, [name]).fetchone()
        if found is None:
            return
        connection.execute(sql.SQL("ALTER DATABASE {} WITH IS_TEMPLATE false").format(sql.Identifier(name)))
        # Nobody may connect to a sealed template, in which there are none.
        if found[0]:
            _drop_subscriptions(with_database(server_url, name))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _drop_subscriptions(url: str) -> None:
    """Drop what a failed test has left: the server drops no database that a subscription is in."""
    query = """
    SELECT s.subname FROM pg_subscription AS s INNER JOIN pg_database AS db ON s.subdbid = db.oid
    WHERE db.datname = current_database()
    """
    with psycopg.connect(url, autocommit=True) as connection:
        for (name,) in connection.execute(query).fetchall():
            for statement in (
                "ALTER SUBSCRIPTION {} DISABLE",
                "ALTER SUBSCRIPTION {} SET (slot_name = NONE)",
                "DROP SUBSCRIPTION {}",
            ):
                connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
