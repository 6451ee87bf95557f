"""What is declared and not in force, because the server lacks TimescaleDB's Community edition."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.catalog.server import ServerInfo
from dbtool.execute.connect import Connection
from dbtool.execute.stand_in import scratch_key
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.model.key import Key

_PRESENT = "SELECT pg_catalog.to_regclass('dbtool.declared') IS NOT NULL"
_ROWS = "SELECT kind, path, mode FROM dbtool.declared ORDER BY kind, path"
_FORGET = "DELETE FROM dbtool.declared"


def held_items(connection: Connection, server: ServerInfo) -> Mapping[Key, str]:
    """Give the mode (`emulate`, `skip`) of each declared object that this edition cannot hold."""
    return {} if server.edition == "community" else remembered(connection)


def overdue_items(connection: Connection, server: ServerInfo) -> Mapping[Key, str]:
    """Give what another edition left to be done and this one can hold: the server has moved to Community."""
    return remembered(connection) if server.edition == "community" else {}


def remembered(connection: Connection) -> Mapping[Key, str]:
    """Give all that the database remembers as declared and not in force."""
    found = connection.execute(_PRESENT).fetchone()
    if not found or not found[0]:
        return {}
    return {Key(kind, tuple(path)): mode for kind, path, mode in connection.execute(_ROWS)}


def forget(connection: Connection) -> None:
    """Empty the memory, once all of it is in force."""
    connection.execute(_FORGET)


def concerns(change: Change, overdue: Mapping[Key, str], wanted: Database) -> bool:
    """Say whether the change brings one of the overdue objects, clears its stand-in, or belongs to it."""
    keys = {key for held in overdue for key in (held, scratch_key(held))}
    parent = wanted.parents.get(change.key)
    on = Key(change.key.path[0], change.key.path[1:-1]) if change.key.kind == "grant" else None
    return change.key in keys or parent in keys or on in keys
