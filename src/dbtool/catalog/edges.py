"""What needs what, as the server itself keeps it in pg_depend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import Connection

from dbtool.catalog.address import Claims, Dependency
from dbtool.catalog.query import array, own, records
from dbtool.catalog.server import ServerInfo
from dbtool.model.key import Key


def read_dependencies(connection: Connection[Any], server: ServerInfo, claims: Claims) -> list[Dependency]:
    """Give the rows of pg_depend that concern the claimed addresses, with what TimescaleDB adds to them."""
    added = records(connection, Dependency, own("timescale_depend.sql"), {}) if server.timescaledb else []
    # An aggregate's columns and functions are those of the views behind it.
    owned = {(row.classid, row.objid) for row in added if row.deptype == "i"}
    claimed = sorted(owned | {(address.classid, address.objid) for address in claims.facts})
    parameters = {
        "classids": array(classid for classid, _ in claimed),
        "objids": array(objid for _, objid in claimed),
    }
    return records(connection, Dependency, own("depend.sql"), parameters) + added


def edges_of(dependencies: Iterable[Dependency], claims: Claims) -> Mapping[Key, frozenset[Key]]:
    """Give the edges between facts that the rows amount to, each end resolved to the fact it belongs to."""
    needs: dict[Key, set[Key]] = {}
    for row in dependencies:
        key, need = claims.key(row[:3]), claims.key(row[3:6])
        if key is not None and need is not None and need != key:
            needs.setdefault(key, set()).add(need)
    return {key: frozenset(found) for key, found in needs.items()}
