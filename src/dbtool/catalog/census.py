"""The census: every object in scope, counted straight from the catalogs, that no fact claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from psycopg import Connection

from dbtool.catalog.query import array, one, own, rows
from dbtool.catalog.server import ServerInfo

# When TimescaleDB got a table of it.
GRANULAR_SINCE = (2, 29)
JOBS = "SELECT 'timescaledb_information.jobs'::pg_catalog.regclass::oid AS classid"


def find_unmodelled(
    connection: Connection[Any],
    server: ServerInfo,
    scope: Mapping[str, Any],
    objects: Collection[tuple[int, int]],
) -> tuple[str, ...]:
    """Give what no kind claims, as pg_identify_object names it, sorted.

    Shape: `objects` are claimed, each by catalog and row; parts of one, extension members and copies in
           partitions and chunks are left out.
    """
    parameters = {
        "classids": array(classid for classid, _ in objects),
        "objids": array(objid for _, objid in objects),
    }
    found = rows(connection, own("census.sql"), {**scope, **parameters})
    if server.timescaledb:
        classid = one(connection, JOBS)["classid"]
        jobs = [objid for of, objid in objects if of == classid]
        # Jobs that the Community edition has left are nobody's on a server that cannot run them.
        run = server.edition == "community"
        found += rows(connection, own("timescale_census.sql"), {"jobs": array(jobs), "run": run})
        if server.timescaledb_release >= GRANULAR_SINCE:
            found += rows(connection, own("timescale_census_granular.sql"))
    return tuple(sorted({row["object"] for row in found}))
