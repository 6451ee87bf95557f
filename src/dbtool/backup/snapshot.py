"""One state of the database for everybody: pg_dump, the counts, the schema's fingerprint."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from dbtool.backup.facts.reading import query
from dbtool.backup.manifest import Source
from dbtool.catalog.query import one
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.catalog.session import SET_ALL, SETTINGS
from dbtool.execute.connect import Connection, Timeouts, connect
from dbtool.execute.limits import lift_limits

APPLICATION = "dbtool backup"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An exported snapshot; it holds as long as its connection's transaction."""

    connection: Connection
    name: str
    server: ServerInfo
    source: Source


@contextmanager
def exported_snapshot(url: str, *, lock_wait_ms: int) -> Iterator[Snapshot]:
    """Hold a snapshot of the database for the time of the block, read-only.

    Errors: as `connect`; psycopg.Error.
    """
    limits = Timeouts(lock_ms=lock_wait_ms)
    with connect(url, autocommit=True, application_name=APPLICATION, timeouts=limits) as connection:
        lift_limits(connection)
        server = server_info(connection)
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        connection.execute(
            SET_ALL, {"names": list(SETTINGS), "values": list(SETTINGS.values())}, prepare=False
        )
        name = connection.execute("SELECT pg_catalog.pg_export_snapshot()").fetchall()[0][0]
        yield Snapshot(connection, name, server, source_of(connection, server))
        connection.execute("ROLLBACK")


def source_of(connection: Connection, server: ServerInfo) -> Source:
    """Give what a manifest says of the database and its server."""
    return Source(
        **one(connection, query("source.sql")), edition=server.edition, timescaledb=server.timescaledb
    )
