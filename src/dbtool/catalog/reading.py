"""A reading: the rows of every kind from one snapshot, asked for at once; facts only for who wants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from psycopg import Connection, Cursor

from dbtool.catalog.address import Address, Claims
from dbtool.catalog.census import find_unmodelled
from dbtool.catalog.edges import edges_of, read_dependencies
from dbtool.catalog.promises import Promise, read_promises
from dbtool.catalog.query import asked, text_of
from dbtool.catalog.scope import NOTHING_KEPT, find_scope
from dbtool.catalog.server import ServerInfo, server_info
from dbtool.catalog.session import snapshot
from dbtool.kinds import KINDS
from dbtool.kinds.base import Kind
from dbtool.kinds.edges import with_known_edges
from dbtool.model.database import Database
from dbtool.model.fact import Fact, Row, Rows, shape_of
from dbtool.model.key import Key


@contextmanager
def reading(connection: Connection[Any], kinds: Iterable[Kind] = KINDS) -> Iterator[Reading]:
    """Ask for everything in one snapshot, or inside the open transaction; the snapshot ends with the block.

    Units:  the number of queries is constant: one per kind and about eight more.
    Errors: psycopg.Error as the server gives it.
    """
    kinds = tuple(kinds)
    with snapshot(connection):
        server = server_info(connection)
        promises = read_promises(connection, server, kinds)
        scope = find_scope(connection, server, [p.stand_in.objid for p in promises if p.stand_in])
        present = [kind for kind in kinds if _is_read(kind, server, scope)]
        texts = [text_of(kind.catalog_file) for kind in present]
        # While the server works, the caller may do something else.
        with asked(connection, texts, scope) as answers:
            by_name = {kind.name: answer for kind, answer in zip(present, answers, strict=True)}
            yield Reading(connection, server, scope, promises, by_name, kinds)


def _is_read(kind: Kind, server: ServerInfo, scope: Mapping[str, str]) -> bool:
    match kind.catalog_file.parent.name:
        case "timescale":
            # Its queries read TimescaleDB's catalog, which is not there without it.
            return server.timescaledb is not None
        case "upkeep":
            # Nothing is kept in most databases.
            return scope["kept"] != NOTHING_KEPT
    return True


class Reading:
    """What one snapshot holds. Whatever is asked first waits for the server."""

    def __init__(
        self,
        connection: Connection[Any],
        server: ServerInfo,
        scope: Mapping[str, str],
        promises: Iterable[Promise],
        answers: Mapping[str, Cursor[tuple[Any, ...]]],
        kinds: Iterable[Kind],
    ) -> None:
        self._connection = connection
        self._server = server
        self._scope = scope
        self._promises = promises
        self._answers = answers
        self._models = {kind.name: kind.model for kind in kinds}

    @property
    def rows(self) -> Rows:
        """By kind and path the row of each object, and of what is kept as a promise."""
        return self._read[0]

    @cached_property
    def unmodelled(self) -> tuple[str, ...]:
        """What no kind claims, as pg_identify_object names it, sorted."""
        return find_unmodelled(self._connection, self._server, self._scope, self._read[1])

    def database(self, builder: str | None = None) -> tuple[Database, Mapping[Address, Key]]:
        """Give all of it as facts with what needs what, and where the server keeps them.

        Shape: an owner equal to `builder` reads as None.
        """
        rows, addresses = self._read
        facts = {
            Key(kind, path): _fact(self._models[kind], row, builder)
            for kind, found in rows.items()
            for path, row in found.items()
        }
        claims = Claims(addresses)
        dependencies = read_dependencies(self._connection, self._server, claims)
        claims.learn(dependencies)
        edges = edges_of(dependencies, claims)
        return with_known_edges(facts, edges, self.unmodelled), addresses

    @cached_property
    def _read(self) -> tuple[Rows, dict[Address, Key]]:
        rows: dict[str, dict[tuple[str, ...], Row]] = {}
        addresses: dict[Address, Key] = {}
        for kind, answer in self._answers.items():
            rows[kind] = {}
            shape = shape_of(self._models[kind])
            for values in answer.fetchall():
                row = shape.row(values)
                path = shape.path(row)
                # Of two that are one to us, as two policies of one aggregate, the census reports the later.
                if path not in rows[kind]:
                    rows[kind][path] = row
                    if values[-3] is not None:
                        addresses[Address(*values[-3:])] = Key(kind, path)
        for promise in self._promises:
            shape, (kind, path) = shape_of(type(promise.fact)), promise.fact.key
            # What the server really has is no promise any more.
            if path not in rows.setdefault(kind, {}):
                rows[kind][path] = shape.row_of(promise.fact.values())
                if promise.stand_in is not None:
                    addresses[promise.stand_in] = Key(kind, path)
        return rows, addresses


def _fact(model: type[Fact], row: Row, builder: str | None) -> Fact:
    values = shape_of(model).values(row)
    if builder is not None and values.get("owner") == builder:
        del values["owner"]
    return model.from_values(values)
