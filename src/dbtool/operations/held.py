"""What is declared and not in force, because the server lacks TimescaleDB's Community edition."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.catalog.server import ServerInfo
from dbtool.execute.connect import Connection
from dbtool.model.key import Key

_PRESENT = "SELECT pg_catalog.to_regclass('dbtool.declared') IS NOT NULL"
_ROWS = "SELECT kind, path, mode FROM dbtool.declared ORDER BY kind, path"


def held_items(connection: Connection, server: ServerInfo) -> Mapping[Key, str]:
    """Give the mode (`emulate`, `skip`) of each declared object that this edition cannot hold."""
    if server.edition == "community":
        return {}
    found = connection.execute(_PRESENT).fetchone()
    if not found or not found[0]:
        return {}
    return {Key(kind, tuple(path)): mode for kind, path, mode in connection.execute(_ROWS)}
