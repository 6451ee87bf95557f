"""Buckets set aside while their aggregate is made anew, and carried over where they cannot be made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from dbtool.catalog.query import one, rows
from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.bucket import Bucket, bucket_of
from dbtool.execute.emulation.place import SCHEMA, Place, table_name, table_of
from dbtool.execute.emulation.windows import is_blocked, observe

_ASIDE = """
SELECT number, definition FROM dbtool.aggregates WHERE aside AND path = %(path)s
ORDER BY number DESC LIMIT 1
"""
_COLUMNS = """
SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, NULL) AS type
FROM pg_catalog.pg_attribute AS a
INNER JOIN pg_catalog.pg_class AS c ON a.attrelid = c.oid
INNER JOIN pg_catalog.pg_namespace AS n ON c.relnamespace = n.oid
WHERE n.nspname = %(schema)s AND c.relname = %(name)s AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
"""
_REAL = """
SELECT
  h.schema_name AS schema, h.table_name AS name,
  r.schema_name AS raw_schema, r.table_name AS raw_name,
  pg_catalog.rtrim(pg_catalog.pg_get_viewdef(q.oid), ';') AS definition
FROM _timescaledb_catalog.continuous_agg AS a
INNER JOIN _timescaledb_catalog.hypertable AS h ON a.mat_hypertable_id = h.id
INNER JOIN _timescaledb_catalog.hypertable AS r ON a.raw_hypertable_id = r.id
INNER JOIN pg_catalog.pg_namespace AS n ON a.direct_view_schema = n.nspname
INNER JOIN pg_catalog.pg_class AS q ON n.oid = q.relnamespace AND a.direct_view_name = q.relname
WHERE a.mat_hypertable_id = %(id)s
"""
_ADD = """
INSERT INTO dbtool.aggregates (path, definition, aside) VALUES (%(path)s, %(definition)s, true)
RETURNING number
"""
# What TimescaleDB knew of lost rows nobody can ask: all time without a chunk is taken for lost, before the
# first chunk only if there are older buckets.
_LOST = """
UPDATE dbtool.aggregates AS a
SET seen = covered.now, gone = int8multirange(int8range(
  CASE WHEN EXISTS (SELECT FROM {table} WHERE {point} < {first}) THEN NULL ELSE lower(covered.now) END,
  upper(covered.now)
)) - covered.now
FROM (
  SELECT coalesce(range_agg(int8range(
    coalesce(k.range_start_integer, (extract(epoch FROM k.range_start) * 1000000)::bigint),
    coalesce(k.range_end_integer, (extract(epoch FROM k.range_end) * 1000000)::bigint)
  )), '{{}}'::int8multirange) AS now
  FROM {raw} AS k
) AS covered
WHERE a.number = {number}
"""
_RAW = """(
  SELECT range_start, range_end, range_start_integer, range_end_integer FROM timescaledb_information.chunks
  WHERE hypertable_schema = {schema} AND hypertable_name = {name}
)"""


_HIDDEN = "dbtool_aside_"


class BucketsWouldBeLost(StepFailed):
    """An aggregate's new query cannot take over buckets whose raw rows are gone."""

    code = "buckets-would-be-lost"


@dataclass(frozen=True, slots=True)
class Aside:
    """Buckets that are set aside."""

    number: int
    columns: tuple[tuple[str, str], ...]
    bucket: Bucket | None


def put(connection: Connection, place: Place) -> None:
    """Set the buckets of a stand-in aside."""
    query = "UPDATE dbtool.aggregates SET aside = true, path = %s, definition = %s WHERE number = %s"
    connection.execute(query, [list(place.path), place.definition, place.number])


def copy(connection: Connection, path: Sequence[str], hypertable: int) -> None:
    """Set aside what an aggregate of the Community edition holds, before it is dropped."""
    real = one(connection, _REAL, {"id": hypertable})
    number = one(connection, _ADD, {"path": list(path), "definition": real["definition"]})["number"]
    table = table_of(number)
    columns = columns_of(connection, path)
    query = sql.SQL("CREATE TABLE {} AS SELECT {} FROM {}").format(
        table,
        sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns),
        sql.Identifier(real["schema"], real["name"]),
    )
    connection.execute(query)
    bucket = bucket_of(real["definition"], columns)
    if bucket is None:
        return
    names = {"schema": sql.Literal(real["raw_schema"]), "name": sql.Literal(real["raw_name"])}
    lost = sql.SQL(_LOST).format(
        table=table,
        point=bucket.point(bucket.name),
        first=bucket.start_of_point(sql.SQL("lower(covered.now)")),
        raw=sql.SQL(_RAW).format(**names),
        number=sql.Literal(number),
    )
    connection.execute(lost)


def carry(connection: Connection, place: Place) -> None:
    """Bring what was set aside under the same name into a new stand-in: the buckets that it cannot make.

    Errors: BucketsWouldBeLost.
    """
    found = rows(connection, _ASIDE, {"path": list(place.path)})
    if not found:
        return
    old = _aside(connection, found[0]["number"], found[0]["definition"])
    number = sql.Literal(place.number)
    learn = sql.SQL(
        "UPDATE dbtool.aggregates AS a SET gone = old.gone, seen = old.seen FROM dbtool.aggregates AS old "
        "WHERE a.number = {} AND old.number = {}"
    )
    connection.execute(learn.format(number, sql.Literal(old.number)))
    observe(connection, place)
    if old.bucket is not None and _has_lost(connection, old, place):
        _take_over(connection, old, place)
    if not is_rebuilt(connection):
        drop(connection, old.number)


def is_rebuilt(connection: Connection) -> bool:
    """Say whether a rebuild is under way: what reads from the old view changes over first, then that goes."""
    row = connection.execute("SELECT pg_catalog.to_regnamespace('dbtool_new') IS NOT NULL").fetchone()
    return bool(row and row[0])


def hide(connection: Connection, place: Place) -> None:
    """Take the view out of the way, whole, since others read from it until the plan has changed them over."""
    hidden = sql.Identifier(_HIDDEN + str(place.number))
    schema = sql.Identifier(place.path[0])
    connection.execute(sql.SQL("ALTER VIEW {} RENAME TO {}").format(place.view, hidden))
    connection.execute(
        sql.SQL("ALTER VIEW {}.{} SET SCHEMA {}").format(schema, hidden, sql.Identifier(SCHEMA))
    )


def drop(connection: Connection, number: int) -> None:
    """Drop buckets that are set aside, with what still reads from them."""
    for name in (f"{_HIDDEN}{number}", f"query_{number}"):
        view = sql.Identifier(SCHEMA, name)
        row = connection.execute("SELECT pg_catalog.to_regclass(%s)", [view.as_string(connection)]).fetchone()
        if row and row[0]:
            connection.execute(sql.SQL("DROP VIEW {}").format(view))
    connection.execute(sql.SQL("DROP TABLE {}").format(table_of(number)))
    connection.execute("DELETE FROM dbtool.aggregates WHERE number = %s", [number])


def sweep(connection: Connection) -> None:
    """Drop all that was set aside and not asked for again."""
    # One that reads from another was made after it.
    found = rows(connection, "SELECT number FROM dbtool.aggregates WHERE aside ORDER BY number DESC")
    for row in found:
        drop(connection, row["number"])


def columns_of(connection: Connection, path: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Give the columns of a relation in order, each with its type."""
    found = rows(connection, _COLUMNS, {"schema": path[0], "name": path[1]})
    return tuple((row["name"], row["type"]) for row in found)


def _aside(connection: Connection, number: int, definition: str) -> Aside:
    columns = columns_of(connection, (SCHEMA, table_name(number)))
    return Aside(number, columns, bucket_of(definition, columns))


def _has_lost(connection: Connection, old: Aside, place: Place) -> bool:
    assert old.bucket is not None
    query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {})")
    found = connection.execute(query.format(table_of(old.number), is_blocked(place, old.bucket))).fetchone()
    return bool(found and found[0])


def _take_over(connection: Connection, old: Aside, place: Place) -> None:
    bucket = place.bucket
    if bucket is None or old.bucket is None or bucket.groups != old.bucket.groups:
        raise BucketsWouldBeLost(
            f"{place.title} holds buckets whose raw rows are gone, and its new query groups otherwise: "
            "they cannot be made again",
            hint="declare the new query as an aggregate of another name beside it; or drop this one in an "
            "apply of its own, which gives those buckets up",
        )
    shared = [name for name, type_ in place.columns if (name, type_) in old.columns]
    names = sql.SQL(", ").join(map(sql.Identifier, shared))
    connection.execute(sql.SQL("DELETE FROM {} WHERE {}").format(place.table, is_blocked(place, bucket)))
    copied = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {} WHERE {}").format(
        place.table, names, names, table_of(old.number), is_blocked(place, old.bucket)
    )
    connection.execute(copied)
