"""What is in scope: the oids that every catalog query is filtered by, found first and once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import Connection

from dbtool.catalog.ledger import readable
from dbtool.catalog.query import Row, array, one, own
from dbtool.catalog.server import ServerInfo

# What moved between versions of TimescaleDB; everything else is read the same way from 2.11 on.
COMPRESSED_CHUNKS_NAMED_SINCE = (2, 19)
JOBS_IN_CATALOG_SINCE = (2, 25)
SETTINGS_IN_CATALOG_SINCE = (2, 14)

WITHOUT_TIMESCALE: Row = {
    "hypertables": [],
    "internals": [],
    "aggregates": [],
    "materializations": [],
    "jobs": "[]",
    "settings": "{}",
}


NOTHING_KEPT = "{}"
NOTHING = frozenset({"{}", "[]"})
KEPT = """
SELECT coalesce(pg_catalog.jsonb_object_agg(k.kind, k.facts), '{}')::text AS kept
FROM (SELECT kind, pg_catalog.jsonb_agg(fact) AS facts FROM dbtool.kept GROUP BY kind) AS k
"""


def read_kept(connection: Connection[Any], server: ServerInfo) -> str:
    """Give what dbtool.kept holds, as a JSON object from kind to a list of facts."""
    found = readable(connection, server, "kept", "what dbtool itself carries out")
    return str(one(connection, KEPT)["kept"]) if found else NOTHING_KEPT


def find_scope(
    connection: Connection[Any], server: ServerInfo, stand_ins: Iterable[tuple[int, int]] = ()
) -> Mapping[str, str]:
    """Give the parameters of the catalog queries, each as text.

    Shape: `relations`, `namespaces` and `schemas` are arrays of oid, `namespaces` with the schemas that
           belong to an extension; `aggregates` and `materializations` run in parallel: a continuous
           aggregate's view and the table behind it, which `stand_ins` are too;
           `jobs` is a JSON array of policies and jobs, empty where only the Community edition runs them;
           `settings` is a JSON object from a hypertable's oid to its columnstore's columns, `kept` one
           from kind to what dbtool.kept holds of it; `ruled` are what partition rules have made.
    Errors: InsufficientRights if dbtool.kept is there and closed to this role.
    """
    found = _timescale(connection, server) if server.timescaledb else WITHOUT_TIMESCALE
    stand_ins = list(stand_ins)
    parameters = {
        "hypertables": array(found["hypertables"]),
        "internals": array(found["internals"]),
        "aggregates": array([*found["aggregates"], *(view for view, _ in stand_ins)]),
        "materializations": array([*found["materializations"], *(table for _, table in stand_ins)]),
        "jobs": found["jobs"],
        "settings": found["settings"],
        "kept": read_kept(connection, server),
    }
    parameters["ruled"] = array(_ruled(connection, parameters))
    ours = one(connection, own("scope.sql"), parameters)
    return parameters | {name: array(oids) for name, oids in ours.items()}


def _ruled(connection: Connection[Any], parameters: Mapping[str, str]) -> list[int]:
    if "partition_rule" not in json.loads(parameters["kept"]):
        return []
    found: list[int] = one(connection, own("ruled.sql"), parameters)["ruled"]
    return found


def find_populated(connection: Connection[Any], scope: Mapping[str, str]) -> frozenset[str]:
    """Give the names of the catalogs, and of the parts of the scope, that hold something of a user's.

    Most kinds have no object in most databases, and the server takes longer to plan a catalog query than to
    find nothing by it.
    """
    found = one(connection, own("populated.sql"))
    return frozenset(
        (
            *(name for name, there in found.items() if there),
            *(name for name, value in scope.items() if value not in NOTHING),
        )
    )


def _timescale(connection: Connection[Any], server: ServerInfo) -> Row:
    release = server.timescaledb_release
    found = one(connection, own("timescale_scope.sql"), {})
    if release >= COMPRESSED_CHUNKS_NAMED_SINCE:
        found["internals"] += one(connection, own("timescale_compressed.sql"))["compressed"]
    in_catalog = release >= SETTINGS_IN_CATALOG_SINCE
    query = own("timescale_settings.sql" if in_catalog else "timescale_settings_before_2_14.sql")
    settings = one(connection, query, {"hypertables": array(found["hypertables"])})
    return found | settings | _jobs(connection, server)


def _jobs(connection: Connection[Any], server: ServerInfo) -> Row:
    if server.edition != "community":
        return {"jobs": WITHOUT_TIMESCALE["jobs"]}
    in_catalog = server.timescaledb_release >= JOBS_IN_CATALOG_SINCE
    zones = one(connection, own("timescale_zones.sql" if in_catalog else "timescale_zones_before_2_25.sql"))
    return one(connection, own("timescale_jobs.sql"), zones)
