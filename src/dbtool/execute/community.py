"""What becomes of Community-only statements on a server that has not got the Community edition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from dbtool.catalog.server import server_info
from dbtool.errors import CommunityRequired
from dbtool.execute.connect import Connection
from dbtool.execute.emulation.bucket import raw
from dbtool.execute.emulation.leftovers import end_job
from dbtool.execute.emulation.making import bring, take_away
from dbtool.execute.emulation.place import SCHEMA, Place, find
from dbtool.execute.failures import failure
from dbtool.model.statement import Statement
from dbtool.settings import CommunityFeatures

AGGREGATE = "continuous_aggregate"
GRANT = "grant"
INDEX = "index"
LICENCE = "SELECT pg_catalog.current_setting('timescaledb.license', true)"
LIBRARY = """
SELECT default_version FROM pg_catalog.pg_available_extensions
WHERE name = 'timescaledb'
  AND pg_catalog.current_setting('timescaledb.max_background_workers', true) IS NOT NULL
"""
UPSERT = """
INSERT INTO dbtool.declared (kind, path, fact, mode) VALUES (%s, %s, %s, %s)
ON CONFLICT (kind, path) DO UPDATE SET fact = excluded.fact, mode = excluded.mode
"""


def has_community(connection: Connection) -> bool | None:
    """Say whether the server has the Community edition; None where this role cannot find out yet.

    Best asked on a connection that does no other work: it may load TimescaleDB's library into the session.
    """
    licence = _value(connection, LICENCE)
    if licence is None:
        version = _value(connection, LIBRARY)
        if version is None:
            return False
        try:
            # The setting exists only once the library is loaded, which creating the extension does later.
            with connection.transaction():
                connection.execute(sql.SQL("LOAD {}").format(sql.Literal(f"$libdir/timescaledb-{version}")))
        except psycopg.Error:
            return None
        licence = _value(connection, LICENCE)
    return bool(licence == "timescale")


def refuse_community(statements: Iterable[Statement]) -> None:
    """Raise CommunityRequired if any of the statements needs the Community edition, listing them all."""
    needing = [
        statement.note.rstrip(".") or _keys(statement) for statement in statements if statement.community
    ]
    if not needing:
        return
    one = len(needing) == 1
    raise CommunityRequired(
        f"{len(needing)} step{' needs' if one else 's need'} TimescaleDB's Community edition, "
        "which this server has not got",
        hint="\n".join([*needing, 'let the target say community_features = "emulate" or "skip"']),
    )


def hold(connection: Connection, statement: Statement, mode: CommunityFeatures) -> None:
    """Keep what the statement declares as rows of dbtool.declared, and of an aggregate what stands in for it.

    Shape: mode `skip` keeps the rows alone, so that what was left out stays known. Privileges on an emulated
           aggregate and its indexes are real: readers need them on the view that stands in for it.
    Errors: StepFailed, LockNotAvailable as for a statement that runs; BucketsWouldBeLost.
    """
    try:
        _hold(connection, statement, mode)
    except psycopg.Error as error:
        raise failure(error, statement) from None


def _hold(connection: Connection, statement: Statement, mode: CommunityFeatures) -> None:
    if mode == "emulate" and _kinds(statement) in ({GRANT}, {INDEX}):
        _on_stand_in(connection, statement)
        return
    for key in statement.withdraws:
        _withdraw(connection, key[0], list(key[1:]))
    for item in statement.declares:
        kind, *path = item["key"]
        end_job(connection, kind, path)
        connection.execute(UPSERT, [kind, path, Jsonb(item["values"]), mode])
        if kind == AGGREGATE and mode == "emulate":
            bring(connection, path, item["values"])


def _on_stand_in(connection: Connection, statement: Statement) -> None:
    """Give what stands in for an aggregate its grants and its indexes; these stand on the table."""
    for key in statement.withdraws:
        if key[0] == INDEX:
            # The statement names the schema of TimescaleDB's own table.
            connection.execute(sql.SQL("DROP INDEX IF EXISTS {}").format(sql.Identifier(SCHEMA, key[-1])))
    indexes = [item["values"] for item in statement.declares if item["key"][0] == INDEX]
    for values in indexes:
        place = find(connection, server_info(connection), (values["schema"], values["table"]))
        if place is not None:
            _index(connection, place, values)
    if _kinds(statement) == {GRANT}:
        connection.execute(statement.sql.encode())


def _index(connection: Connection, place: Place, values: Mapping[str, Any]) -> None:
    create = sql.SQL("CREATE {}INDEX {} ON {} {}").format(
        sql.SQL("UNIQUE " if values.get("unique") else ""),
        sql.Identifier(values["name"]),
        place.table,
        raw(values["definition"]),
    )
    connection.execute(create)


def _withdraw(connection: Connection, kind: str, path: list[str]) -> None:
    if kind == AGGREGATE:
        take_away(connection, path)
    end_job(connection, kind, path)
    connection.execute("DELETE FROM dbtool.declared WHERE kind = %s AND path = %s", [kind, path])


def _kinds(statement: Statement) -> set[str]:
    return {item["key"][0] for item in statement.declares} | {key[0] for key in statement.withdraws}


def _keys(statement: Statement) -> str:
    keys = [item["key"] for item in statement.declares] + list(statement.withdraws)
    return ", ".join(f"{kind} {'.'.join(path)}" for kind, *path in keys)


def _value(connection: Connection, query: LiteralString, parameters: Sequence[Any] = ()) -> Any:
    row = connection.execute(query, parameters).fetchone()
    return row[0] if row else None
