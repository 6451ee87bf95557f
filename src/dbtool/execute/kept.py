"""What rebuilds have kept of old: each object in a schema of its own, until somebody says that it may go."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import sql
from psycopg.rows import class_row

from dbtool.catalog.server import server_info
from dbtool.execute.connect import Connection
from dbtool.execute.history import DIRECT, has_ledger, open_entries
from dbtool.execute.progress import Progress

_KEPT = """
SELECT
  n.nspname::text AS schema,
  c.relname::text AS name,
  pg_catalog.obj_description(n.oid, 'pg_namespace') AS about
FROM pg_catalog.pg_namespace AS n
INNER JOIN pg_catalog.pg_class AS c ON n.oid = c.relnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
WHERE n.nspname ~ '^dbtool_old_[0-9]+$'
ORDER BY pg_catalog.substr(n.nspname, 12)::int DESC, c.relname
"""
_UNFINISHED = "SELECT pg_catalog.to_regnamespace('dbtool_new') IS NOT NULL"
_AGGREGATES = """
SELECT a.user_view_schema::text, a.user_view_name::text FROM _timescaledb_catalog.continuous_agg AS a
WHERE a.user_view_schema ~ '^dbtool_old_[0-9]+$'
"""
_CHUNKS = """
SELECT n.nspname::text, c.relname::text
FROM _timescaledb_catalog.hypertable AS h
INNER JOIN pg_catalog.pg_inherits AS i ON i.inhparent = pg_catalog.to_regclass(%s)
INNER JOIN pg_catalog.pg_class AS c ON i.inhrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE h.schema_name = %s AND h.table_name = %s
LIMIT %s
"""
# In one transaction, each with its indexes: what a server of the usual settings has room for many times.
CHUNKS = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """An old table or aggregate.

    Shape: `was` is the name that the new one has now, as SQL; `sort` is `table` or
           `continuous aggregate`.
    """

    schema: str
    name: str
    sort: str
    was: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class _Row:
    schema: str
    name: str
    about: str | None


def kept_objects(connection: Connection) -> list[Kept]:
    """Give what is kept, the newest first, which may read from older ones; changes nothing."""
    with connection.transaction(), connection.cursor(row_factory=class_row(_Row)) as cursor:
        found = cursor.execute(_KEPT).fetchall()
        has_timescale = found and server_info(connection).timescaledb is not None
        rows = connection.execute(_AGGREGATES).fetchall() if has_timescale else []
    aggregates = {(schema, name) for schema, name in rows}
    return [_kept(row, (row.schema, row.name) in aggregates) for row in found]


def drop_kept(connection: Connection, kept: Sequence[Kept], progress: Progress) -> None:
    """Drop the objects with their schemas, in their order; chunks in several transactions.

    Shape:  the connection is in autocommit.
    Errors: psycopg.Error, such as for an object that something else still reads from.
    """
    for one in kept:
        for number in _drop_chunks(connection, one):
            progress.note(f"dropped {number} chunks of {one.schema}.{one.name}")
        word = "TABLE" if one.sort == "table" else "MATERIALIZED VIEW"
        with connection.transaction():
            name = sql.Identifier(one.schema, one.name)
            connection.execute(sql.SQL("DROP {} {}").format(sql.SQL(word), name))
            connection.execute(sql.SQL("DROP SCHEMA {}").format(sql.Identifier(one.schema)))
        progress.note(f"dropped {one.schema}.{one.name}, which {one.was} was")


def drop_unfinished(connection: Connection, progress: Progress) -> bool:
    """Drop what a rebuild has begun that nobody goes on with; say whether there was any.

    Shape: where a revision is half applied, its next run needs it, and it stays.
    """
    row = connection.execute(_UNFINISHED).fetchone()
    entries = open_entries(connection) if has_ledger(connection) else []
    if not (row and row[0]) or any(not entry.revision.startswith(DIRECT) for entry in entries):
        return False
    connection.execute("DROP SCHEMA dbtool_new CASCADE")
    progress.note("dropped what a rebuild had begun and nobody goes on with")
    return True


def _drop_chunks(connection: Connection, one: Kept) -> Iterator[int]:
    """Drop the chunks of an old hypertable, and give how many have gone so far."""
    name = sql.Identifier(one.schema, one.name)
    if one.sort != "table" or server_info(connection).timescaledb is None:
        return
    gone = 0
    while True:
        chunks = connection.execute(
            _CHUNKS, [name.as_string(connection), one.schema, one.name, CHUNKS]
        ).fetchall()
        if not chunks:
            return
        names = sql.SQL(", ").join(sql.Identifier(*chunk) for chunk in chunks)
        connection.execute(sql.SQL("DROP TABLE {}").format(names))
        gone += len(chunks)
        yield gone


def _kept(row: _Row, aggregate: bool) -> Kept:
    about = json.loads(row.about) if row.about else {}
    return Kept(
        schema=row.schema,
        name=row.name,
        sort="continuous aggregate" if aggregate else "table",
        was=about.get("was", row.name),
        until=datetime.fromisoformat(about["until"]) if "until" in about else None,
    )
