"""The census: every object in scope, counted straight from the catalogs, that no fact claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import Connection

from dbtool.catalog.address import Address
from dbtool.catalog.query import array, one, own, rows
from dbtool.catalog.server import ServerInfo

CHUNK_SKIPPING_SINCE = (2, 16)
JOBS = "SELECT 'timescaledb_information.jobs'::pg_catalog.regclass::oid AS classid"


def find_unmodelled(
    connection: Connection[Any], server: ServerInfo, scope: Mapping[str, Any], claimed: Iterable[Address]
) -> tuple[str, ...]:
    """Give what no kind claims, as pg_identify_object names it, sorted.

    Shape: parts of a claimed object, extension members and copies in partitions and chunks are left out.
    """
    # A table stands there once for itself and once for each of its columns.
    objects = {(address.classid, address.objid) for address in claimed}
    parameters = {
        "classids": array(classid for classid, _ in objects),
        "objids": array(objid for _, objid in objects),
    }
    found = rows(connection, own("census.sql"), {**scope, **parameters})
    if server.timescaledb:
        classid = one(connection, JOBS)["classid"]
        jobs = [objid for of, objid in objects if of == classid]
        found += rows(connection, own("timescale_census.sql"), {"jobs": array(jobs)})
        if server.timescaledb_release >= CHUNK_SKIPPING_SINCE:
            found += rows(connection, own("timescale_skipping.sql"))
    return tuple(sorted({row["object"] for row in found}))
