"""What a live server is: versions and TimescaleDB edition, read from it and never assumed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from dbtool.server.contract import Edition, Refused, Server

CONNECT_TIMEOUT_SECONDS = 5
FACTS = """
SELECT
  pg_catalog.current_setting('server_version_num')::int,
  (SELECT default_version FROM pg_catalog.pg_available_extensions WHERE name = 'timescaledb'),
  pg_catalog.current_setting('timescaledb.max_background_workers', true) IS NOT NULL
"""


def read_server(
    url: str,
    *,
    provider: str,
    bin_dir: Path | None,
    stop: Callable[[], None] | None = None,
    alive: Callable[[], bool] | None = None,
) -> Server:
    """Give the Server behind `url`, or raise Refused if it does not answer.

    Shape: owned exactly when `stop` is given.
    """
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_TIMEOUT_SECONDS, autocommit=True) as connection:
            row = connection.execute(FACTS).fetchone()
            assert row is not None
            version, timescale, preloaded = row
            edition = _edition(connection, timescale) if timescale and preloaded else "none"
    except psycopg.Error as error:
        raise Refused(f"the server does not answer: {error}") from error
    if stop is None or alive is None:
        return Server(url, edition, version, timescale, bin_dir, False, provider)
    return Server(url, edition, version, timescale, bin_dir, True, provider, stop, alive)


def _edition(connection: psycopg.Connection[tuple[object, ...]], version: str) -> Edition:
    licence = _licence(connection)
    if licence is None:
        # The setting exists only once the versioned library is loaded, which CREATE EXTENSION or LOAD does.
        # LOAD touches this session alone and leaves nothing behind.
        library = sql.Literal(f"$libdir/timescaledb-{version}")
        connection.execute(sql.SQL("LOAD {}").format(library))
        licence = _licence(connection)
    return "community" if licence == "timescale" else "apache"


def _licence(connection: psycopg.Connection[tuple[object, ...]]) -> object:
    row = connection.execute("SELECT pg_catalog.current_setting('timescaledb.license', true)").fetchone()
    return row[0] if row else None
