"""Jobs that the Community edition has left in TimescaleDB's catalog, on a server that cannot carry them out.

The scheduler starts them there all the same, and each run fails; back on the Community edition they would run
at once, as they were declared when the database left. So they go as soon as dbtool keeps what they do.
"""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from dbtool.catalog.query import one, rows
from dbtool.catalog.reading import reading
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.execute.connect import Connection
from dbtool.kinds import BY_NAME
from dbtool.kinds.scheduling import is_run
from dbtool.model.key import Key

# Jobs below 1000 are TimescaleDB's housekeeping.
_LEFT = "SELECT application_name FROM timescaledb_information.jobs WHERE job_id >= 1000 ORDER BY job_id"
# The table moved with TimescaleDB 2.25. No function deletes a job without the Community edition.
_TABLE = """
SELECT n.nspname
FROM pg_catalog.pg_class AS c INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE c.relname = 'bgw_job' AND c.relkind = 'r' AND n.nspname ~ '^_timescaledb_(catalog|config)$'
"""


def end_job(connection: Connection, kind: str, path: Sequence[str]) -> None:
    """Delete the job that is left of a fact, where there is one and this role may.

    A job that stays is named by `dbtool verify`.
    """
    known = BY_NAME.get(kind)
    if known is None or not is_run(known) or not left_jobs(connection, server_info(connection)):
        return
    with reading(connection, [known], edition="community") as found:
        _, addresses = found.database()
    for address, key in addresses.items():
        if key == Key(kind, tuple(path)):
            _delete(connection, address.objid)


def left_jobs(connection: Connection, server: ServerInfo) -> list[str]:
    """Give the names of the jobs, other than TimescaleDB's own, that nothing carries out on this server."""
    if server.timescaledb is None or server.edition == "community":
        return []
    return [row["application_name"] for row in rows(connection, _LEFT)]


def _delete(connection: Connection, job: int) -> None:
    table = sql.Identifier(one(connection, _TABLE)["nspname"], "bgw_job")
    try:
        with connection.transaction():
            connection.execute(sql.SQL("DELETE FROM {} WHERE id = {}").format(table, sql.Literal(job)))
    except InsufficientPrivilege:
        return
