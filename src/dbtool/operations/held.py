"""What is declared and not in force, because the server lacks TimescaleDB's Community edition."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dbtool.catalog.reading import reading
from dbtool.catalog.server import ServerInfo
from dbtool.execute.connect import Connection
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.model.key import Key

_PRESENT = "SELECT pg_catalog.to_regclass('dbtool.declared') IS NOT NULL"
_ROWS = "SELECT kind, path, mode FROM dbtool.declared ORDER BY kind, path"
_FORGET = "DELETE FROM dbtool.declared"
AGGREGATE = "continuous_aggregate"
_MATERIALIZED_VIEW = """
SELECT FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = %s AND c.relname = %s AND c.relkind = 'm'
"""
# Jobs below 1000 are TimescaleDB's housekeeping.
_LEFT = """
SELECT EXISTS (SELECT FROM timescaledb_information.jobs WHERE job_id >= 1000)
  OR EXISTS (SELECT FROM timescaledb_information.continuous_aggregates)
  OR EXISTS (SELECT FROM timescaledb_information.hypertables WHERE compression_enabled)
"""


def held_items(connection: Connection, server: ServerInfo) -> Mapping[Key, str]:
    """Give the mode (`emulate`, `skip`) of each declared object that this edition cannot hold."""
    return {} if server.edition == "community" else remembered(connection)


def overdue_items(connection: Connection, server: ServerInfo) -> Mapping[Key, str]:
    """Give what a server of the other edition left to be done: the database has moved.

    Shape: on the Community edition what is declared and not in force there yet, by its mode; elsewhere what
           that edition has left and nothing carries out, as `dormant`, and `outdated` stand-ins.
    """
    if server.edition == "community":
        return remembered(connection)
    return {**_outdated(connection), **_dormant(connection, server)}


def _outdated(connection: Connection) -> Mapping[Key, str]:
    """Give the aggregates that an older dbtool emulated by a materialized view, which forgets old buckets."""
    held = [key for key, mode in remembered(connection).items() if mode == "emulate"]
    paths = [list(key.path) for key in held if key.kind == AGGREGATE]
    return {
        Key(AGGREGATE, path): "outdated"
        for path in map(tuple, paths)
        if connection.execute(_MATERIALIZED_VIEW, path).fetchone()
    }


def _dormant(connection: Connection, server: ServerInfo) -> Mapping[Key, str]:
    if server.timescaledb is None:
        return {}
    found = connection.execute(_LEFT).fetchone()
    if not found or not found[0]:
        return {}
    from dbtool.kinds import KINDS

    held = remembered(connection)
    kinds = [kind for kind in KINDS if kind.community]
    with reading(connection, kinds, edition="community") as left:
        keys = [Key(kind, path) for kind, rows in left.rows.items() for path in rows]
    return {key: "dormant" for key in keys if key not in held}


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
    """Say whether the change brings one of the overdue objects, clears its stand-in, or belongs to it.

    What uses one counts too: a plan that was cut off may have dropped it on the way.
    """
    keys = {key for held in overdue for key in (held, *_stand_ins(held))}
    parent = wanted.parents.get(change.key)
    on = Key(change.key.path[0], change.key.path[1:-1]) if change.key.kind == "grant" else None
    return change.key in keys or parent in keys or on in keys or _uses(change.key, keys, wanted)


def _uses(key: Key, keys: Collection[Key], wanted: Database) -> bool:
    """Say whether the object uses one of those, through others too."""
    seen, waiting = {key}, [key]
    while waiting:
        found = wanted.edges.get(waiting.pop(), frozenset()) - seen
        if not found.isdisjoint(keys):
            return True
        seen |= found
        waiting += found
    return False


def _stand_ins(held: Key) -> tuple[Key, ...]:
    """Give the keys under which what stands in for an aggregate shows, an older dbtool's too."""
    if held.kind != AGGREGATE:
        return ()
    return Key("materialized_view", held.path), Key("view", held.path)
