"""Which buckets of an aggregate are made again, in pieces, and which not: those whose raw rows are gone.

All ranges are of points. What has been lost under an aggregate is learnt by looking at the chunks that there
are: time that they covered when they were last looked at, and cover no more, is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from dbtool.errors import StepFailed
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.bucket import NUMBERS, Bucket, raw
from dbtool.execute.emulation.place import Place

NULL = sql.SQL("NULL")

# An open end of time has no point.
_CHUNKS = """
SELECT
  coalesce(
    k.range_start_integer,
    CASE WHEN isfinite(k.range_start) THEN (extract(epoch FROM k.range_start) * 1000000)::bigint END
  ) AS low,
  coalesce(
    k.range_end_integer,
    CASE WHEN isfinite(k.range_end) THEN (extract(epoch FROM k.range_end) * 1000000)::bigint END
  ) AS high
FROM timescaledb_information.chunks AS k
WHERE k.hypertable_schema = {schema} AND k.hypertable_name = {name}
"""
_OBSERVE = """
UPDATE dbtool.aggregates AS a
SET gone = a.gone + (a.seen - covered.now), seen = covered.now
FROM (
  SELECT coalesce(range_agg(int8range(chunk.low, chunk.high)), '{{}}'::int8multirange) AS now
  FROM ({chunks}) AS chunk
) AS covered
WHERE a.number = {number} AND a.seen <> covered.now
"""
# Whole buckets: those into which any of the lost time falls.
_BLOCKED = """
SELECT
  coalesce(range_agg(int8range({first}, {last} + 1)), '{{}}'::int8multirange) AS blocked
FROM dbtool.aggregates AS a
CROSS JOIN LATERAL unnest(a.gone) AS lost
WHERE a.number = {number}
"""
_WINDOWS = """
WITH chunk AS ({chunks}),
span AS (
  SELECT
    greatest({low}, (a.positions ->> {key})::bigint) AS low,
    {high} AS high
  FROM dbtool.aggregates AS a WHERE a.number = {number}
),
edge AS (
  SELECT DISTINCT {start} AS at FROM chunk WHERE chunk.low IS NOT NULL
),
cut AS (
  SELECT int8range(NULL, min(edge.at)) AS part FROM edge
  UNION ALL
  SELECT int8range(edge.at, lead(edge.at) OVER (ORDER BY edge.at)) FROM edge
),
free AS (
  SELECT unnest(int8multirange(int8range(span.low, span.high)) - lost.blocked) AS part
  FROM span CROSS JOIN ({blocked}) AS lost
  WHERE span.low IS NULL OR span.high IS NULL OR span.low < span.high
),
piece AS (
  SELECT free.part * cut.part AS part FROM free INNER JOIN cut ON free.part && cut.part
)
SELECT
  ({value_low})::text, ({value_high})::text, lower(piece.part), upper(piece.part)
FROM piece
ORDER BY lower(piece.part) NULLS FIRST
"""


@dataclass(frozen=True, slots=True)
class Window:
    """Buckets that are made again at once: those that start at `low` or later and before `high`.

    Shape: values as the server writes them, None for no bound; `end` is the point of `high`.
    """

    low: str | None
    high: str | None
    end: int | None

    def holds(self, bucket: Bucket) -> sql.Composable:
        """Give the condition by which a row is in the window."""
        parts = []
        if self.low is not None:
            parts.append(sql.SQL("{} >= {}::{}").format(bucket.name, sql.Literal(self.low), raw(bucket.type)))
        if self.high is not None:
            parts.append(sql.SQL("{} < {}::{}").format(bucket.name, sql.Literal(self.high), raw(bucket.type)))
        return sql.SQL(" AND ").join(parts) if parts else sql.SQL("true")


def observe(connection: Connection, place: Place) -> None:
    """Look at the chunks under the aggregate, and keep in mind what has been lost since the last time.

    What another aggregate's table lost is told by who deletes it.
    """
    if place.hypertable is None or place.over is not None:
        return
    number = sql.Literal(place.number)
    connection.execute(sql.SQL(_OBSERVE).format(chunks=_chunks(place), number=number))


def lose(connection: Connection, number: int, before: sql.Composable) -> None:
    """Keep in mind that what an aggregate reads is gone before a point."""
    query = sql.SQL(
        "UPDATE dbtool.aggregates SET gone = gone + int8multirange(int8range(NULL, {})) WHERE number = {}"
    )
    connection.execute(query.format(before, sql.Literal(number)))


def windows(
    connection: Connection,
    place: Place,
    bucket: Bucket,
    *,
    low: sql.Composable = NULL,
    high: sql.Composable = NULL,
    key: str = "",
) -> list[Window]:
    """Give the windows between two points, oldest first, none that holds a bucket whose raw rows are gone.

    Shape: one for each chunk, or more where a bucket is longer; from where the work called `key` stopped.
    """
    query = sql.SQL(_WINDOWS).format(
        chunks=_chunks(place),
        low=sql.SQL("({})::bigint").format(low),
        high=sql.SQL("({})::bigint").format(high),
        key=sql.Literal(key),
        number=sql.Literal(place.number),
        start=bucket.start_of_point(sql.SQL("chunk.low")),
        blocked=blocked(place, bucket),
        value_low=bucket.value(sql.SQL("lower(piece.part)")),
        value_high=bucket.value(sql.SQL("upper(piece.part)")),
    )
    return [Window(low, high, end) for low, high, _, end in connection.execute(query)]


def blocked(place: Place, bucket: Bucket) -> sql.Composable:
    """Give the query for the starts of buckets whose raw rows are gone, wholly or in part: one multirange."""
    return sql.SQL(_BLOCKED).format(
        first=bucket.start_of_point(sql.SQL("lower(lost)")),
        last=bucket.start_of_point(sql.SQL("(upper(lost) - 1)")),
        number=sql.Literal(place.number),
    )


def is_blocked(place: Place, bucket: Bucket) -> sql.Composable:
    """Give the condition by which a row's bucket is one whose raw rows are gone."""
    query = sql.SQL("{} <@ ({})")
    return query.format(bucket.point(bucket.name), blocked(place, bucket))


def past(place: Place, bucket: Bucket, offset: str) -> sql.Composable:
    """Give the point so long before now.

    Shape:  `offset` is an interval, or a number where time is one.
    Errors: StepFailed where nothing says what time it is.
    """
    if bucket.type not in NUMBERS:
        value = sql.SQL("(now() - {}::interval)::{}").format(sql.Literal(offset), raw(bucket.type))
        return bucket.point(value)
    if place.clock is None:
        raise StepFailed(
            f"{place.title} has an integer time and nothing says what time it is",
            hint="declare integer_now for the hypertable",
        )
    clock = sql.SQL("{}() - {}::bigint").format(sql.Identifier(*place.clock), sql.Literal(offset))
    return bucket.point(clock)


def _chunks(place: Place) -> sql.Composable:
    if place.hypertable is None:
        return sql.SQL("SELECT NULL::bigint AS low, NULL::bigint AS high WHERE false")
    schema, name = place.hypertable
    return sql.SQL(_CHUNKS).format(schema=sql.Literal(schema), name=sql.Literal(name))
