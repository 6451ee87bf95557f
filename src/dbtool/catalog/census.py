"""The census: every object in scope, counted straight from the catalogs, that no fact claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from psycopg import Connection

from dbtool.catalog.address import Claims
from dbtool.catalog.query import array, one, own, rows
from dbtool.catalog.server import ServerInfo

CHUNK_SKIPPING_SINCE = (2, 16)
JOBS = "SELECT 'timescaledb_information.jobs'::pg_catalog.regclass::oid AS classid"


def find_unmodelled(
    connection: Connection[Any], server: ServerInfo, scope: Mapping[str, Any], claims: Claims
) -> tuple[str, ...]:
    """Give what no kind claims, as pg_identify_object names it, sorted.

    Shape: parts of a claimed object, extension members and copies in partitions and chunks are left out.
    """
    claimed = {
        "classids": array(address.classid for address in claims.facts),
        "objids": array(address.objid for address in claims.facts),
    }
    found = rows(connection, own("census.sql"), {**scope, **claimed})
    if server.timescaledb:
        classid = one(connection, JOBS)["classid"]
        jobs = [address.objid for address in claims.facts if address.classid == classid]
        found += rows(connection, own("timescale_census.sql"), {"jobs": array(jobs)})
        if server.timescaledb_release >= CHUNK_SKIPPING_SINCE:
            found += rows(connection, own("timescale_skipping.sql"))
    return tuple(sorted({row["object"] for row in found}))
