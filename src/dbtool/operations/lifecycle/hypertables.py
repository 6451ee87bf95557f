"""Hypertables and continuous aggregates: how large, how old, and what their policies take next."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from dbtool.catalog.query import Row, rows, text_of
from dbtool.execute.connect import Connection
from dbtool.model.fact import Fact
from dbtool.model.quoting import ident

QUERY = Path(__file__).with_name("hypertables.sql")
_REACH = Path(__file__).with_name("reach.sql")
_CLOCKS = """
SELECT
  pg_catalog.concat_ws(
    '.', coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)
  ) AS name,
  d.column_type::regtype IN ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype) AS integer_time,
  d.integer_now_func_schema::text AS schema,
  d.integer_now_func::text AS function
FROM _timescaledb_catalog.dimension AS d
INNER JOIN _timescaledb_catalog.hypertable AS h ON d.hypertable_id = h.id
LEFT JOIN _timescaledb_catalog.continuous_agg AS a ON h.id = a.mat_hypertable_id
WHERE d.interval_length IS NOT NULL
"""
# What reading an end may meet: no right, a chunk that is being rewritten or has just gone.
_UNREADABLE = (
    psycopg.errors.InsufficientPrivilege,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.QueryCanceled,
    psycopg.errors.UndefinedTable,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a policy takes at its next run.

    Shape: `after` as declared; `before` is the limit, a time or a number of the hypertable's own clock, None
           where a chunk goes by its making; `chunks` are those behind it, `oldest` the end of the first.
    """

    after: str
    before: str | None
    chunks: int
    oldest: str | None
    next_start: datetime | None
    scheduled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypertable:
    """A hypertable, or a continuous aggregate with its chunks.

    Shape: `oldest` and `newest` are of the data, as JSON has a time; of the chunks where `by_chunks`.
    Units: `interval_seconds` is None where the time is a number; sizes in bytes, `bytes` as of the last
           vacuum where not `exact`; `before_bytes` and `after_bytes` are those of the compressed chunks.
    """

    name: str
    aggregate: bool
    chunks: int
    interval_seconds: float | None
    bytes: int
    exact: bool
    compressed: int
    before_bytes: int | None
    after_bytes: int | None
    oldest: str | None
    newest: str | None
    by_chunks: bool
    retention: Reach | None
    compression: Reach | None


def hypertables(
    connection: Connection, schema: str, policies: Iterable[Fact], starts: Mapping[tuple[str, str], datetime]
) -> list[Hypertable]:
    """Give all of them, the largest first. The number of queries grows with hypertables, never with chunks.

    Shape:  `schema` is TimescaleDB's own; `policies` are facts of retention and columnstore_policy; `starts`
            says by kind and name when each runs next.
    Errors: psycopg.Error.
    """
    declared = {(p.kind, ".".join(p.key.path)): p.values() for p in policies}
    reaches = {row["name"]: row for row in _reaches(connection, declared, starts)}
    figures = rows(connection, text_of(QUERY).replace("timescaledb_schema.", f"{ident(schema)}."))
    return [_hypertable(connection, row, reaches[row["name"]], declared, starts) for row in figures]


def _reaches(
    connection: Connection,
    declared: Mapping[tuple[str, str], Mapping[str, Any]],
    starts: Mapping[tuple[str, str], datetime],
) -> list[Row]:
    clocks = {row["name"]: row for row in rows(connection, _CLOCKS)}
    asked = []
    for (kind, name), values in declared.items():
        if (clock := clocks.get(name)) is not None:
            start = starts.get((kind, name))
            asked.append(
                {
                    "kind": kind,
                    "schema": values["schema"],
                    "table": values["table"],
                    "after": _after(values),
                    "created_before": _created(values),
                    "at": start and start.isoformat(),
                    "integer_time": clock["integer_time"],
                    "clock": _now(connection, clock) if clock["integer_time"] else None,
                }
            )
    by_creation = any(one["created_before"] for one in asked)
    return rows(connection, text_of(_REACH), {"policies": json.dumps(asked), "by_creation": by_creation})


def _after(values: Mapping[str, Any]) -> str | None:
    return values.get("drop_after") or values.get("after")


def _created(values: Mapping[str, Any]) -> str | None:
    return values.get("drop_created_before") or values.get("created_before")


def _now(connection: Connection, clock: Row) -> int | None:
    if clock["function"] is None:
        return None
    query = sql.SQL("SELECT {}()").format(sql.Identifier(clock["schema"], clock["function"]))
    found = connection.execute(query).fetchone()
    return found[0] if found else None


def _hypertable(
    connection: Connection,
    row: Row,
    reach: Row,
    declared: Mapping[tuple[str, str], Mapping[str, Any]],
    starts: Mapping[tuple[str, str], datetime],
) -> Hypertable:
    name = row["name"]
    oldest = _end(connection, "min", reach["column"], reach["oldest"])
    newest = _end(connection, "max", reach["column"], reach["newest"])

    def taken(kind: str) -> Reach | None:
        values = declared.get((kind, name))
        if values is None:
            return None
        found = (reach["policies"] or {})[kind]
        return Reach(
            after=_after(values) or f"{_created(values)} from being made",
            before=found["before"],
            chunks=found["chunks"],
            oldest=found["oldest"],
            next_start=starts.get((kind, name)),
            scheduled=values.get("scheduled", True),
        )

    return Hypertable(
        name=name,
        aggregate=row["aggregate"],
        chunks=row["chunks"],
        interval_seconds=None if row["interval_seconds"] is None else float(row["interval_seconds"]),
        bytes=int(row["bytes"] or 0),
        exact=row["exact"],
        compressed=row["compressed"] or 0,
        before_bytes=None if row["before_bytes"] is None else int(row["before_bytes"]),
        after_bytes=None if row["after_bytes"] is None else int(row["after_bytes"]),
        oldest=oldest or reach["first"],
        newest=newest or reach["last"],
        by_chunks=row["chunks"] > 0 and not (oldest and newest),
        retention=taken("retention"),
        compression=taken("columnstore_policy"),
    )


def _end(
    connection: Connection, function: str, column: str, chunks: Sequence[Sequence[str]] | None
) -> str | None:
    """Give the least or greatest time in the first or last chunks, None where they hold or show nothing."""
    each = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), sql.Identifier(*chunk))
        for chunk in chunks or ()
    )
    if not chunks:
        return None
    query = sql.SQL("SELECT pg_catalog.to_jsonb({}(t.{})) #>> '{{}}' FROM ({}) AS t").format(
        sql.Identifier("pg_catalog", function), sql.Identifier(column), each
    )
    try:
        found = connection.execute(query).fetchone()
    except _UNREADABLE:
        return None
    return found[0] if found else None
