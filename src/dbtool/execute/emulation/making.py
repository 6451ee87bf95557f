"""Stand-ins of continuous aggregates made, changed and taken away, in the transaction of an apply.

One that goes away is set aside: where the same plan brings the aggregate again, with another query or on a
server of another edition, the buckets whose raw rows are gone are carried over. What is left at the plan's
end is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql

from dbtool.catalog.query import rows
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.execute.connect import Connection
from dbtool.execute.emulation import aside
from dbtool.execute.emulation.bucket import raw
from dbtool.execute.emulation.place import Place, find, query_of, table_of
from dbtool.execute.emulation.real_time import view_body
from dbtool.execute.emulation.windows import observe

_HYPERTABLE = """
SELECT a.mat_hypertable_id AS id
FROM _timescaledb_catalog.continuous_agg AS a
WHERE a.user_view_schema = %(schema)s AND a.user_view_name = %(name)s
"""
_ADD = "INSERT INTO dbtool.aggregates (path, definition) VALUES (%s, %s) RETURNING number"
_REACHED = "UPDATE dbtool.aggregates SET refreshed_to = (SELECT max({}) FROM {}) WHERE number = {}"
_MADE_OF = """
SELECT
  g.definition,
  EXISTS (
    SELECT
    FROM pg_catalog.pg_rewrite AS r
    INNER JOIN pg_catalog.pg_class AS q ON r.ev_class = q.oid
    INNER JOIN pg_catalog.pg_namespace AS own ON q.relnamespace = own.oid AND own.nspname = 'dbtool'
    INNER JOIN pg_catalog.pg_depend AS d ON r.oid = d.objid AND d.classid = 'pg_catalog.pg_rewrite'::regclass
    INNER JOIN pg_catalog.pg_class AS c
      ON d.refobjid = c.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass
    INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
    -- What a rebuild has moved away: a new one has its name.
    WHERE
      q.relname = 'query_' || g.number
      AND (n.nspname ~ '^dbtool_old_[0-9]+$' OR n.nspname = 'dbtool' AND c.relname ~ '^dbtool_aside_')
  ) AS outdated
FROM dbtool.aggregates AS g
WHERE g.number = %(number)s
"""
_MAY = """
SELECT r.rolsuper OR pg_catalog.has_schema_privilege(%s, 'dbtool', 'CREATE')
FROM pg_catalog.pg_roles AS r WHERE r.rolname = current_user
"""


def bring(connection: Connection, path: Sequence[str], values: Mapping[str, Any]) -> None:
    """Make the aggregate's stand-in, filled, or let the one that is there follow what is declared.

    Errors: BucketsWouldBeLost where another query cannot take over buckets that cannot be made again.
    """
    server = server_info(connection)
    place = find(connection, server, path)
    definition = values["definition"].strip().rstrip(";")
    if place is None or not _same(connection, place, definition):
        take_away(connection, path)
        _make(connection, path, definition)
        place = find(connection, server, path)
        assert place is not None
        aside.carry(connection, place)
        _settle(connection, place)
    _show(connection, place, values)


def take_away(connection: Connection, path: Sequence[str]) -> None:
    """Set the stand-in aside, or what the Community edition has left in its place; nothing is fine too."""
    server = server_info(connection)
    place = find(connection, server, path)
    if place is not None:
        observe(connection, place)
        aside.put(connection, place)
        if aside.is_rebuilt(connection):
            aside.hide(connection, place)
        else:
            for view in (place.view, place.query):
                connection.execute(sql.SQL("DROP VIEW {}").format(view))
        return
    hypertable = _hypertable(connection, server, path)
    if hypertable is not None:
        aside.copy(connection, path, hypertable)
    connection.execute(sql.SQL("DROP MATERIALIZED VIEW IF EXISTS {}").format(sql.Identifier(*path)))


def _hypertable(connection: Connection, server: ServerInfo, path: Sequence[str]) -> int | None:
    """Give the number of the hypertable behind a real aggregate of that name."""
    if server.timescaledb is None:
        return None
    found = rows(connection, _HYPERTABLE, {"schema": path[0], "name": path[1]})
    return int(found[0]["id"]) if found else None


def _same(connection: Connection, place: Place, definition: str) -> bool:
    """Say whether the stand-in was made of that query, in the same spelling and of the same tables."""
    row = connection.execute(_MADE_OF, {"number": place.number}).fetchone()
    return row is not None and row[0] == definition and not row[1]


def _make(connection: Connection, path: Sequence[str], definition: str) -> None:
    row = connection.execute(_ADD, [list(path), definition]).fetchone()
    assert row is not None
    number = row[0]
    table, query = table_of(number), query_of(number)
    connection.execute(sql.SQL("CREATE VIEW {} AS {}").format(query, raw(definition)))
    connection.execute(sql.SQL("CREATE TABLE {} (LIKE {})").format(table, query))
    connection.execute(sql.SQL("INSERT INTO {} SELECT * FROM {}").format(table, query))
    # The view makes it one that is found.
    body = sql.SQL("SELECT * FROM {}").format(table)
    connection.execute(sql.SQL("CREATE VIEW {} AS {}").format(sql.Identifier(*path), body))


def _settle(connection: Connection, place: Place) -> None:
    """Let a stand-in that was just filled know how far it is."""
    observe(connection, place)
    bucket = place.bucket
    if bucket is None:
        return
    # Named as what TimescaleDB gives every aggregate by itself.
    name = sql.Identifier(f"materialized_{place.number}_bucket_idx")
    index = sql.SQL("CREATE INDEX {} ON {} ({} DESC)").format(name, place.table, bucket.name)
    connection.execute(index)
    reached = sql.SQL(_REACHED).format(bucket.point(bucket.name), place.table, sql.Literal(place.number))
    connection.execute(reached)


def _show(connection: Connection, place: Place, values: Mapping[str, Any]) -> None:
    """Give the view its query, owner and comment."""
    body = view_body(place, live=not values.get("materialized_only", True))
    connection.execute(sql.SQL("CREATE OR REPLACE VIEW {} AS {}").format(place.view, body))
    comment = sql.Literal(values.get("comment"))
    connection.execute(sql.SQL("COMMENT ON VIEW {} IS {}").format(place.view, comment))
    if values.get("owner"):
        _hand_over(connection, place, values["owner"])


def _hand_over(connection: Connection, place: Place, owner: str) -> None:
    """Give all of it to its owner, in whose name the view reads the table, and the query the raw rows."""
    row = connection.execute(_MAY, [owner]).fetchone()
    lent = not (row and row[0])
    to = sql.Identifier(owner)
    if lent:
        # The server asks it of a new owner, unless a superuser decides.
        connection.execute(sql.SQL("GRANT CREATE ON SCHEMA dbtool TO {}").format(to))
    connection.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(place.table, to))
    for view in (place.query, place.view):
        connection.execute(sql.SQL("ALTER VIEW {} OWNER TO {}").format(view, to))
    if lent:
        connection.execute(sql.SQL("REVOKE CREATE ON SCHEMA dbtool FROM {}").format(to))
