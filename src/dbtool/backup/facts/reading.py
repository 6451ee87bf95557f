"""Reads the detail of a database in the transaction that is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import sql

from dbtool.backup.facts.detail import Detail, Hypertable
from dbtool.catalog.inspector import inspect
from dbtool.catalog.query import Row, one, rows, text_of
from dbtool.catalog.server import ServerInfo
from dbtool.execute.connect import Connection
from dbtool.kinds import BY_NAME
from dbtool.model.codec import to_json
from dbtool.model.database import Database
from dbtool.model.quoting import qualified

HASH, NONE = "hash", "none"


def query(name: str) -> str:
    """Give the text of a query file of this folder."""
    return text_of(Path(__file__).with_name(name))


@dataclass(frozen=True, slots=True)
class Relation:
    """One table or materialized view with rows; of a hypertable all chunks together.

    Units: bytes on the disk, those of its parts included.
    """

    schema: str
    name: str
    oid: int
    bytes: int
    row_security: bool
    materialized: bool = False
    hypertable: bool = False
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        return qualified(self.schema, self.name)


@dataclass(frozen=True, slots=True)
class Contents:
    """All relations of a database: each row belongs to exactly one of them."""

    relations: tuple[Relation, ...]
    hypertables: dict[str, Hypertable] = field(default_factory=dict)


def contents(connection: Connection, server: ServerInfo) -> Contents:
    """Give what holds rows, each hypertable as one."""
    found = {row["oid"]: row for row in rows(connection, query("relations.sql"))}
    if server.timescaledb is None:
        return Contents(tuple(_relation(row) for row in found.values() if row["populated"]))
    tables = rows(connection, query("hypertables.sql"))
    old = server.timescaledb_release < (2, 19)
    packed: dict[int, int] = {
        row["chunk"]: row["compressed"]
        for row in rows(connection, query("compressed_before_2_19.sql" if old else "compressed.sql"))
    }
    hidden = {row["oid"] for row in tables if row["internal"]} | set(packed.values())
    hidden |= {chunk for row in tables for chunk in row["chunks"]}
    hypertables: dict[str, Hypertable] = {}
    relations = [
        _relation(row)
        for oid, row in found.items()
        if row["populated"] and oid not in hidden and oid not in {table["oid"] for table in tables}
    ]
    for table in tables:
        if not table["internal"]:
            oids = [part for chunk in table["chunks"] for part in (chunk, packed.get(chunk)) if part]
            members = [found[oid] for oid in oids if oid in found]
            parts = tuple((member["schema"], member["name"]) for member in members)
            bytes_ = sum(member["bytes"] for member in members)
            own = found[table["oid"]]
            relations.append(
                Relation(
                    own["schema"], own["name"], own["oid"], bytes_, own["row_security"], False, True, parts
                )
            )
            title = qualified(own["schema"], own["name"])
            hypertables[title] = Hypertable(
                chunks=len(table["chunks"]), compressed=table["compressed"], parts=parts
            )
    return Contents(tuple(sorted(relations, key=lambda each: (each.schema, each.name))), hypertables)


def read_rows(
    connection: Connection, relations: Sequence[Relation], how: str
) -> Iterator[tuple[str, int, str]]:
    """Give for each relation its name, its rows, and with `how` = hash the sum of their hashes.

    A sum, since rows have no order and may be there twice.
    """
    summed = "coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text" if how == HASH else "''"
    for each in relations:
        statement = sql.SQL("SELECT count(*), {} FROM {} {} AS t").format(
            sql.SQL(summed),
            sql.SQL("" if each.hypertable else "ONLY"),
            sql.Identifier(each.schema, each.name),
        )
        count, found = connection.execute(statement, prepare=False).fetchall()[0]
        yield each.title, count, found


def read_detail_of(
    connection: Connection,
    server: ServerInfo,
    found: Contents,
    *,
    how: str,
    with_roles: bool,
    passwords: bool,
    sequences: Mapping[str, tuple[int, bool, int]],
) -> Detail:
    """Give the detail; every query runs in the open transaction's snapshot. Errors: psycopg.Error."""
    counted = [] if how == NONE else list(read_rows(connection, found.relations, how))
    jobs = rows(connection, query("jobs.sql")) if server.timescaledb else []
    owners = sorted({str(job["owner"]) for job in jobs})
    roles = rows(connection, query("roles.sql"), {"more": owners}) if with_roles else []
    names = [role["name"] for role in roles]
    verifiers = rows(connection, query("passwords.sql"), {"names": names}) if passwords else []
    return Detail(
        rows={name: count for name, count, _ in counted},
        sums={name: text for name, _, text in counted if text},
        sequences=sequences,
        hypertables=found.hypertables,
        jobs=jobs,
        roles=roles,
        passwords={row["name"]: row["verifier"] for row in verifiers},
        database=one(connection, query("database.sql")),
        keys=rows(connection, query("keys.sql")),
        extensions={
            row["name"]: (row["version"], row["schema"]) for row in rows(connection, query("extensions.sql"))
        },
        tablespaces=_tablespaces(connection, server),
        schema=to_json(inspected(connection)),
    )


def _tablespaces(connection: Connection, server: ServerInfo) -> list[str]:
    found = rows(connection, query("tablespaces.sql"))
    if server.timescaledb:
        found = [*found, *rows(connection, query("chunk_tablespaces.sql"))]
    return sorted({row["name"] for row in found})


def inspected(connection: Connection) -> Database:
    """Give every object of the database; roles are the cluster's, and compared by themselves."""
    found = inspect(connection)
    return found.only(key for key in found if not BY_NAME[key.kind].cluster)


def read_sequences(connection: Connection) -> dict[str, tuple[int, bool, int]]:
    """Give last value, whether it was given, and increment of each sequence: as of now, in no snapshot."""
    found = {}
    for row in rows(connection, query("sequences.sql")):
        statement = sql.SQL("SELECT last_value, is_called FROM {}").format(
            sql.Identifier(row["schema"], row["name"])
        )
        values: Any = connection.execute(statement, prepare=False).fetchone()
        found[qualified(row["schema"], row["name"])] = (values[0], values[1], row["increment"])
    return found


def _relation(row: Row) -> Relation:
    return Relation(
        row["schema"], row["name"], row["oid"], row["bytes"], row["row_security"], row["materialized"]
    )
