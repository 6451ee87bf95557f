"""A database on a scratch server, made for one use and dropped after it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.errors import ReadOnlySqlTransaction

from dbtool.errors import ServerUnavailable
from dbtool.execute.connect import Connection, connect
from dbtool.server import sandbox
from dbtool.server.contract import Server
from dbtool.server.provider import acquire_server

PREFIX = "dbtool_scratch_"
DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
# Whoever makes a scratch database has a session of its name, until the end.
ABANDONED = """
SELECT d.datname FROM pg_catalog.pg_database AS d JOIN pg_catalog.pg_roles AS r ON r.oid = d.datdba
WHERE r.rolname = current_user AND pg_catalog.starts_with(d.datname, %s)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a WHERE a.application_name = d.datname)
"""


@contextmanager
def scratch_database(
    url: str | None, *, provider: str | None = None, say: Callable[[str], None]
) -> Iterator[str]:
    """Give the URL of a new empty database on the scratch server; it is dropped at the end.

    Shape: `url` names a database on the scratch server to connect to; None takes the sandbox.
    Errors: ServerUnavailable, InsufficientRights without CREATEDB.
    """
    name = PREFIX + secrets.token_hex(6)
    with (
        scratch_server(url, provider=provider, say=say) as base,
        connect(base, autocommit=True, application_name=name) as admin,
    ):
        _clear_abandoned(admin)
        make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            admin.execute(make.format(sql.Identifier(name)))
        except ReadOnlySqlTransaction as error:
            raise ServerUnavailable(
                "nothing can be made on the scratch server, which only reads: it may be a standby",
                hint="--scratch-url names another server",
            ) from error
        try:
            yield make_conninfo("", **{**conninfo_to_dict(base), "dbname": name})
        finally:
            admin.execute(DROP.format(sql.Identifier(name)))


def _clear_abandoned(admin: Connection) -> None:
    """Drop what killed runs left on a server that outlives them."""
    for (name,) in admin.execute(ABANDONED, [PREFIX]).fetchall():
        # Another run may be clearing it too, which is no reason to end this one.
        with suppress(psycopg.Error):
            admin.execute(DROP.format(sql.Identifier(name)))


@contextmanager
def scratch_server(
    url: str | None, *, provider: str | None = None, say: Callable[[str], None]
) -> Iterator[str]:
    """Give the URL of a scratch server: the named one, the running sandbox, or one started for now."""
    running = None if url or provider else sandbox.status()
    if url or running:
        yield url or sandbox.url()
        return
    server = _acquire(provider, say)
    try:
        yield server.url
    finally:
        server.close()


def _acquire(provider: str | None, say: Callable[[str], None]) -> Server:
    """Start a server; which providers refused is only worth a word where none is left."""
    refusals: list[str] = []
    try:
        return acquire_server(provider, say=refusals.append)
    except ServerUnavailable:
        for refusal in refusals:
            say(refusal)
        raise
