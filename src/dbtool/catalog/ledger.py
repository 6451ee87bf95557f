"""Which of dbtool's own tables are there to be read."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from dbtool.catalog.query import rows
from dbtool.catalog.server import ServerInfo
from dbtool.errors import InsufficientRights

# By joins and not by a cast, which asks for USAGE on the schema.
IS_READABLE = """
SELECT
  pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable
FROM pg_catalog.pg_class AS c
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = 'dbtool' AND c.relname = %(table)s
"""


def readable(connection: Connection[Any], server: ServerInfo, table: str, holds: str) -> bool:
    """Say whether the table of schema dbtool is there.

    Errors: InsufficientRights if it is closed to this role.
    """
    found = rows(connection, IS_READABLE, {"table": table})
    if found and not found[0]["readable"]:
        raise InsufficientRights(
            f"role {server.user} may not read dbtool.{table}, where this database keeps {holds}",
            hint=f"GRANT USAGE ON SCHEMA dbtool and SELECT ON dbtool.{table} to it, or use another role",
        )
    return bool(found)
