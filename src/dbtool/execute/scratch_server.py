"""A database on a scratch server, made for one use and dropped after it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dbtool.errors import ServerUnavailable
from dbtool.execute.connect import connect
from dbtool.server import sandbox
from dbtool.server.contract import Server
from dbtool.server.provider import acquire_server

PREFIX = "dbtool_scratch_"


@contextmanager
def scratch_database(
    url: str | None, *, provider: str | None = None, say: Callable[[str], None]
) -> Iterator[str]:
    """Give the URL of a new empty database on the scratch server; it is dropped at the end.

    Shape: `url` names a database on the scratch server to connect to; None takes the sandbox.
    Errors: ServerUnavailable, InsufficientRights without CREATEDB.
    """
    name = PREFIX + secrets.token_hex(6)
    with scratch_server(url, provider=provider, say=say) as base, connect(base, autocommit=True) as admin:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
        admin.execute(make.format(sql.Identifier(name)))
        try:
            yield make_conninfo("", **{**conninfo_to_dict(base), "dbname": name})
        finally:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


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
