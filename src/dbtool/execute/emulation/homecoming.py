"""Emulated aggregates on a server that has the Community edition by now: old buckets go into the real ones.

Before the plan that makes the real ones the stand-ins give up their queries, which nothing in the plan names;
after it, buckets whose raw rows are gone are copied, and what is left of the stand-ins is dropped. Both can
be done again: a run that was killed goes on.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from psycopg import sql
from psycopg.errors import InsufficientPrivilege, LockNotAvailable

from dbtool.catalog.query import rows
from dbtool.catalog.server import ServerInfo
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.aside import columns_of, drop
from dbtool.execute.emulation.bucket import bucket_of
from dbtool.execute.emulation.place import SCHEMA, Place, places, table_name
from dbtool.execute.emulation.windows import is_blocked, observe
from dbtool.execute.progress import Progress

_PRESENT = "SELECT pg_catalog.to_regclass('dbtool.aggregates') IS NOT NULL AS there"
_KEEP = """
UPDATE dbtool.declared SET fact = fact || pg_catalog.jsonb_build_object('definition', %s::text)
WHERE kind = 'continuous_aggregate' AND path = %s
"""
_ALL = "SELECT number, path FROM dbtool.aggregates ORDER BY number"
_REAL = """
SELECT
  m.schema_name AS schema, m.table_name AS name,
  r.schema_name AS raw_schema, r.table_name AS raw_name,
  m.id AS hypertable,
  EXISTS (
    SELECT FROM _timescaledb_catalog.continuous_agg AS under WHERE under.mat_hypertable_id = r.id
  ) AS over,
  pg_catalog.rtrim(pg_catalog.pg_get_viewdef(q.oid), ';') AS definition
FROM _timescaledb_catalog.continuous_agg AS a
INNER JOIN _timescaledb_catalog.hypertable AS m ON a.mat_hypertable_id = m.id
INNER JOIN _timescaledb_catalog.hypertable AS r ON a.raw_hypertable_id = r.id
INNER JOIN pg_catalog.pg_namespace AS n ON a.direct_view_schema = n.nspname
INNER JOIN pg_catalog.pg_class AS q ON n.oid = q.relnamespace AND a.direct_view_name = q.relname
WHERE a.user_view_schema = %(schema)s AND a.user_view_name = %(name)s
"""
# A refresh moves it only where it makes buckets, which it cannot without raw rows.
_SHOW = """
UPDATE _timescaledb_catalog.continuous_aggs_watermark AS w SET watermark = reached.now
FROM {materialized}({hypertable}) AS reached (now)
WHERE w.mat_hypertable_id = {hypertable} AND w.watermark < reached.now
"""
FUNCTIONS_SINCE = (2, 12)
# Seconds between tries of a refresh that another keeps out, and how many there are.
PAUSE, TRIES = 1.0, 60


@dataclass(frozen=True, slots=True)
class Home:
    """A real aggregate: `table` is the hypertable behind it, and `hypertable` the number of that.

    Shape: `place` is the aggregate as if it were emulated.
    """

    hypertable: int
    table: sql.Identifier
    place: Place


def prepare(connection: Connection, server: ServerInfo) -> None:
    """Let the stand-ins be known by their names alone, so that a plan may drop their views."""
    if not _there(connection):
        return
    found = places(connection, server)
    with connection.transaction():
        for place in reversed(found):
            query = "UPDATE dbtool.aggregates SET path = %s, aside = true WHERE number = %s"
            connection.execute(query, [list(place.path), place.number])
            # A plan that is cut off is made again from it.
            connection.execute(_KEEP, [place.definition, list(place.path)])
            connection.execute(sql.SQL("DROP VIEW {}").format(place.query))


def bring_home(connection: Connection, server: ServerInfo, progress: Progress) -> int:
    """Copy what cannot be made again into the real aggregates, drop the rest, and give the number of rows."""
    if not _there(connection):
        return 0
    copied = 0
    for row in rows(connection, _ALL):
        home = _home(connection, row["number"], tuple(row["path"]))
        if home is not None:
            # One whose source is new with it was made without rows, and a plan that was killed filled none.
            call = sql.SQL("CALL {}({}::regclass, NULL, NULL)").format(
                sql.Identifier(server.timescaledb_schema or "", "refresh_continuous_aggregate"),
                sql.Literal(home.place.view.as_string(connection)),
            )
            _refresh(connection, call)
        with connection.transaction():
            if home is not None:
                copied += _copy(connection, home)
                _show(connection, server, home, progress)
            drop(connection, row["number"])
    return copied


def _there(connection: Connection) -> bool:
    return bool(rows(connection, _PRESENT)[0]["there"])


def _home(connection: Connection, number: int, path: tuple[str, ...]) -> Home | None:
    found = rows(connection, _REAL, {"schema": path[0], "name": path[1]})
    if not found:
        return None
    (real,) = found
    columns = columns_of(connection, path)
    place = Place(
        number=number,
        path=path,
        definition=real["definition"],
        columns=columns,
        bucket=bucket_of(real["definition"], columns),
        hypertable=(real["raw_schema"], real["raw_name"]),
        over=0 if real["over"] else None,
    )
    return Home(real["hypertable"], sql.Identifier(real["schema"], real["name"]), place)


def _refresh(connection: Connection, call: sql.Composed) -> None:
    """Refresh, and wait for a policy that does the same just now."""
    for _ in range(TRIES):
        try:
            connection.execute(call)
            return
        except LockNotAvailable:
            time.sleep(PAUSE)
    connection.execute(call)


def _show(connection: Connection, server: ServerInfo, home: Home, progress: Progress) -> None:
    """Let a real-time aggregate know how far it is materialized: beyond that it shows raw rows only."""
    functions = server.timescaledb_release >= FUNCTIONS_SINCE
    schema = "_timescaledb_functions" if functions else "_timescaledb_internal"
    query = sql.SQL(_SHOW).format(
        materialized=sql.Identifier(schema, "cagg_watermark_materialized"),
        hypertable=sql.Literal(home.hypertable),
    )
    try:
        with connection.transaction():
            connection.execute(query)
    except InsufficientPrivilege:
        progress.warn(
            f"copied buckets of {home.place.title} that are newer than its refreshed ones do not show before "
            "newer rows are refreshed: only a superuser may set its watermark"
        )


def _copy(connection: Connection, home: Home) -> int:
    place, bucket = home.place, home.place.bucket
    if bucket is None:
        return 0
    observe(connection, place)
    held = columns_of(connection, (SCHEMA, table_name(place.number)))
    names = sql.SQL(", ").join(sql.Identifier(name) for name, type_ in place.columns if (name, type_) in held)
    lost = is_blocked(place, bucket)
    connection.execute(sql.SQL("DELETE FROM {} WHERE {}").format(home.table, lost))
    query = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE {}")
    cursor = connection.execute(query.format(home.table, names, names, place.table, lost))
    return cursor.rowcount
