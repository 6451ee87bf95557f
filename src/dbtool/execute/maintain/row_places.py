"""The tables that hold the rows of a table: partitions, chunks, heirs, or just itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from dbtool.catalog.query import rows, text_of
from dbtool.catalog.server import ServerInfo
from dbtool.execute.connect import Connection
from dbtool.execute.maintain.relations import find, is_hypertable

_HERE = Path(__file__).parent
TRUE = sql.SQL("true")


@dataclass(frozen=True, slots=True)
class Place:
    """A table that holds rows.

    Shape: its rows are read from `table`, and deleted from `through` where `within` holds: TimescaleDB wants
           to know of what is deleted from a hypertable. `whole` says that rows have no place of their own
           there, being compressed. `indexed` says that an index leads to old rows.
    Units: `pages` of the heap.
    """

    title: str
    table: sql.Composable
    through: sql.Composable
    within: sql.Composable
    indexed: bool
    whole: bool
    pages: int


def places(
    connection: Connection, server: ServerInfo, schema: str, name: str, column: str
) -> tuple[list[Place], list[str]]:
    """Give what holds the rows of a table, and the names of foreign tables, which are left alone.

    Errors: RelationGone.
    """
    relation = find(connection, schema, name)
    found = rows(connection, text_of(_HERE / "row_leaves.sql"), {"oid": relation.oid, "column": column})
    chunks = {}
    if server.timescaledb and is_hypertable(connection, schema, name):
        query = text_of(_HERE / "row_chunks.sql")
        chunks = {row["oid"]: row for row in rows(connection, query, {"schema": schema, "name": name})}
    top = sql.Identifier(schema, name)
    made = []
    for row in found:
        if row["kind"] == "f":
            continue
        only = sql.SQL("ONLY {}").format(sql.Identifier(row["schema"], row["name"]))
        chunk = chunks.get(row["oid"])
        made.append(
            Place(
                title=f"{row['schema']}.{row['name']}",
                table=only,
                through=top if chunk else only,
                within=_within(row["oid"], chunk) if chunk else TRUE,
                indexed=row["indexed"],
                whole=bool(chunk and chunk["compressed"]),
                pages=row["pages"],
            )
        )
    return made, [f"{row['schema']}.{row['name']}" for row in found if row["kind"] == "f"]


def _within(oid: int, chunk: dict[str, str | bool]) -> sql.Composable:
    """Give the condition that only rows of the chunk meet, its bounds too: they keep the others unread."""
    if chunk["low"] is None or chunk["high"] is None:
        return sql.SQL("tableoid = {}::pg_catalog.oid").format(sql.Literal(oid))
    column, kind = sql.Identifier(str(chunk["dimension"])), sql.SQL(str(chunk["type"]))
    return sql.SQL("{c} >= {low}::{t} AND {c} < {high}::{t} AND tableoid = {oid}::pg_catalog.oid").format(
        c=column,
        low=sql.Literal(str(chunk["low"])),
        high=sql.Literal(str(chunk["high"])),
        t=kind,
        oid=sql.Literal(oid),
    )
