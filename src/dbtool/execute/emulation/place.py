"""Where the rows of an emulated aggregate are, and what its query reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from psycopg import sql

from dbtool.catalog.promises import Promise, read_promises
from dbtool.catalog.query import Row, array, rows, text_of
from dbtool.catalog.server import ServerInfo
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.bucket import VALUES, Bucket, bucket_of
from dbtool.kinds import BY_NAME
from dbtool.kinds.timescale.continuous_aggregate import ContinuousAggregate

SCHEMA = "dbtool"
_SOURCES = Path(__file__).with_name("sources.sql")
_COLUMNS = """
SELECT
  a.attrelid AS relation, a.attname AS name, pg_catalog.format_type(a.atttypid, NULL) AS type
FROM pg_catalog.pg_attribute AS a
WHERE a.attrelid = ANY(%(relations)s::oid[]) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
"""


@dataclass(frozen=True, slots=True)
class Place:
    """What stands in for one continuous aggregate.

    Shape: `columns` are its columns in order, each with its type; `hypertable` is the one that holds the raw
           rows, read directly or through other aggregates, and `clock` tells its time where that is a number;
           `over` is the number of the aggregate that is read instead of the hypertable. `by_time` says that
           what is bucketed is a time or number itself, and not an identifier that holds one.
    """

    number: int
    path: tuple[str, ...]
    definition: str
    columns: tuple[tuple[str, str], ...]
    bucket: Bucket | None
    hypertable: tuple[str, str] | None = None
    clock: tuple[str, str] | None = None
    over: int | None = None
    by_time: bool = False

    @property
    def table(self) -> sql.Identifier:
        """The table with the buckets."""
        return table_of(self.number)

    @property
    def query(self) -> sql.Identifier:
        """The view that gives the buckets anew."""
        return query_of(self.number)

    @property
    def view(self) -> sql.Identifier:
        """What readers name."""
        return sql.Identifier(*self.path)

    @property
    def title(self) -> str:
        """The aggregate's name, for people."""
        return ".".join(self.path)


def table_of(number: int) -> sql.Identifier:
    """Give the name of the table that holds an aggregate's buckets."""
    return sql.Identifier(SCHEMA, table_name(number))


def table_name(number: int) -> str:
    """Give the raw name of that table."""
    return f"materialized_{number}"


def query_of(number: int) -> sql.Identifier:
    """Give the name of the view with an aggregate's query."""
    return sql.Identifier(SCHEMA, f"query_{number}")


def places(connection: Connection, server: ServerInfo) -> list[Place]:
    """Give all stand-ins, each behind those that it reads; on a Community server too, where they are remains.

    Shape:  those that have given up their query for the move to that edition are left out.

    Errors: InsufficientRights where dbtool.declared is closed to this role.
    """
    as_apache = replace(server, edition="apache")
    promises = read_promises(connection, as_apache, [BY_NAME[ContinuousAggregate.kind]])
    held = [promise for promise in promises if promise.number is not None]
    if not held:
        return []
    queries = [promise.parts[1].objid for promise in held]
    columns: dict[int, list[tuple[str, str]]] = {}
    for row in rows(connection, _COLUMNS, {"relations": array(queries)}):
        columns.setdefault(row["relation"], []).append((row["name"], row["type"]))
    sources = _sources(connection, server, held)
    found: dict[int, Place] = {}
    for promise in held:
        place = _place(promise, columns[promise.parts[1].objid])
        found[place.number] = _with_source(place, sources.get(promise.parts[1].objid), held, found)
    return list(found.values())


def find(connection: Connection, server: ServerInfo, path: Sequence[str]) -> Place | None:
    """Give what stands in for the aggregate of that name, None if nothing does."""
    return next((each for each in places(connection, server) if each.path == tuple(path)), None)


def _place(promise: Promise, columns: Iterable[tuple[str, str]]) -> Place:
    aggregate, number = promise.fact, promise.number
    assert isinstance(aggregate, ContinuousAggregate)
    assert number is not None
    named = tuple(columns)
    return Place(
        number=number,
        path=aggregate.key.path,
        definition=str(aggregate.definition),
        columns=named,
        bucket=bucket_of(str(aggregate.definition), named),
    )


def _sources(connection: Connection, server: ServerInfo, held: Sequence[Promise]) -> Mapping[int, Row]:
    if server.timescaledb is None:
        return {}
    parameters = {
        "queries": array(promise.parts[1].objid for promise in held),
        "views": array(promise.stand_in.objid for promise in held if promise.stand_in),
    }
    return {row["query"]: row for row in rows(connection, text_of(_SOURCES), parameters)}


def _with_source(
    place: Place, source: Mapping[str, Any] | None, held: Sequence[Promise], found: Mapping[int, Place]
) -> Place:
    """Give the place with what it reads; an aggregate under it is older, and so among those found."""
    if source is None:
        return place
    if source["name"] is not None:
        clock = (source["clock_schema"], source["clock"]) if source["clock"] else None
        by_time = source["type"] in VALUES
        hypertable = source["schema"], source["name"]
        return replace(place, hypertable=hypertable, clock=clock, by_time=by_time)
    numbers = {promise.stand_in.objid: promise.number for promise in held if promise.stand_in}
    under = found.get(numbers[source["relation"]] or 0)
    if under is None:
        return place
    return replace(place, hypertable=under.hypertable, clock=under.clock, over=under.number, by_time=True)
