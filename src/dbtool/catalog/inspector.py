"""The inspector: a live server, or a transaction on it, read into a `Database`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from psycopg import Connection

from dbtool.catalog.address import Address, Claims
from dbtool.catalog.census import find_unmodelled
from dbtool.catalog.edges import edges_of, read_dependencies
from dbtool.catalog.promises import Promise, read_promises
from dbtool.catalog.query import Row, rows, text_of
from dbtool.catalog.scope import NOTHING_KEPT, find_scope
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.catalog.session import snapshot
from dbtool.kinds import KINDS
from dbtool.kinds.base import Kind
from dbtool.kinds.edges import with_known_edges
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.key import Key


def inspect(
    connection: Connection[Any], kinds: Iterable[Kind] = KINDS, *, builder: str | None = None
) -> Database:
    """Give everything in the database as facts, with what needs what and what no kind claims.

    Shape:  reads in one snapshot, or inside the open transaction; an owner equal to `builder` reads as None;
            without the Community edition the rows of dbtool.declared count as facts.
    Units:  the number of queries is constant: one per kind and about eight more.
    Errors: psycopg.Error as the server gives it.
    Source: PostgreSQL manual, System Catalogs; timescaledb_information.
    """
    kinds = tuple(kinds)
    with snapshot(connection):
        server = server_info(connection)
        promises = read_promises(connection, server, kinds)
        scope = find_scope(connection, server, [p.stand_in.objid for p in promises if p.stand_in])
        facts, claims = _read(connection, server, kinds, scope, builder)
        _promised(promises, facts, claims)
        dependencies = read_dependencies(connection, server, claims)
        claims.learn(dependencies)
        unmodelled = find_unmodelled(connection, server, scope, claims)
    return with_known_edges(facts, edges_of(dependencies, claims), unmodelled)


def _read(
    connection: Connection[Any],
    server: ServerInfo,
    kinds: Iterable[Kind],
    scope: Mapping[str, Any],
    builder: str | None,
) -> tuple[dict[Key, Fact], Claims]:
    facts: dict[Key, Fact] = {}
    addresses: dict[Address, Key] = {}
    for kind in kinds:
        # TimescaleDB's family reads its catalog, which is not there without it.
        if kind.catalog_file.parent.name == "timescale" and not server.timescaledb:
            continue
        # Nothing is kept in most databases.
        if kind.catalog_file.parent.name == "upkeep" and scope["kept"] == NOTHING_KEPT:
            continue
        for row in rows(connection, text_of(kind.catalog_file), scope):
            address = _address(row)
            fact = kind.model.from_values(_values(row, builder))
            key = fact.key
            # Of two that are one to us, as two policies of one aggregate, the census reports the later.
            if key not in facts:
                facts[key] = fact
                if address is not None:
                    addresses[address] = key
    return facts, Claims(addresses)


def _address(row: Row) -> Address | None:
    classid, objid, objsubid = row.pop("classid"), row.pop("objid"), row.pop("objsubid")
    return None if classid is None else Address(classid, objid, objsubid)


def _values(row: Row, builder: str | None) -> Row:
    # NULL stands for a field's default, whatever that is.
    values = {name: value for name, value in row.items() if value is not None}
    if builder is not None and values.get("owner") == builder:
        del values["owner"]
    return values


def _promised(promises: Iterable[Promise], facts: dict[Key, Fact], claims: Claims) -> None:
    for promise in promises:
        # What the server really has is no promise any more.
        key = promise.fact.key
        if key in facts:
            continue
        facts[key] = promise.fact
        if promise.stand_in is not None:
            claims.facts[promise.stand_in] = key
