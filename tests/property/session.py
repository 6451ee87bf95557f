"""Many pairs of schemas on one live and one scratch database, each with one connection that stays open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from unittest.mock import patch

import psycopg
from psycopg import sql

from dbtool.catalog.inspector import inspect
from dbtool.execute import bench
from dbtool.kinds.edges import without_cluster
from dbtool.kinds.inheritance import with_parts_kept
from dbtool.model.database import Database
from dbtool.server.contract import with_database
from tests.property.dumped import difference_from_direct_build
from tests.property.grammar import ALWAYS, Schema
from tests.property.pair import Failed, bring
from tests.property.prepared import PreparingConnection, open_connection
from tests.property.rows import SAMPLE, Rows
from tests.property.side import MANAGED, MANAGED_ROLE, NotBuilt, Scratch, Side
from tests.support.databases import PREFIX, create_database, drop_database

ROLES = ("owner", "reader", "writer")
# The catalogs of a database in which thousands of tables came and went are slow.
SCHEMAS_PER_DATABASE = 1000


@dataclass(slots=True)
class Session:
    """The databases, roles and connections of one process.

    Shape: `pg_dump` is the program's path, None where dumps are not to be compared; `pairs` is the number of
           pairs that passed, each there and back; `refused` counts the schemas that the server does not take,
           whose objects do not go together, by the reason; `rows` are those of the live database.
    """

    server_url: str
    worker: str
    pg_dump: str | None = None
    pairs: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    rows: Rows = field(default_factory=Rows)
    _live: PreparingConnection | None = None
    _scratch: Scratch | None = None
    _used: int = 0
    _base: Database | None = None

    @property
    def prefix(self) -> str:
        """The prefix of this session's databases and roles."""
        return f"{PREFIX}{self.worker}_"

    def chain(self, schemas: list[Schema], *, thorough: bool = False) -> None:
        """Take the live database through the schemas, one after the other, and back; then empty it.

        A `thorough` one goes dbtool's whole way, with each schema built from its own print and each plan
        proved, and compares dumps; else a second round takes the place of the proof, and the live database
        shows the rest.
        Errors: Failed.
        """
        live, scratch = self._connections()
        empty = Side({}, self._base or without_cluster(inspect(live)), {}, "")
        self._base = empty.wanted
        try:
            with _on(scratch.connection):
                sides = self._sides(schemas, empty)
                found = empty.wanted
                way = [*sides, *reversed(sides[:-1])]
                for number, (before, after) in enumerate(pairwise(way)):
                    try:
                        found = bring(live, scratch, self.rows, found, before, after, thorough=thorough)
                        if thorough:
                            self._compare_dumps(before, after, found)
                    except Failed as error:
                        error.way = [side.schema for side in way[1 : number + 2]]
                        raise
        except BaseException:
            self._discard()
            raise
        if any(MANAGED in side.schema for side in sides):
            # None is ever dropped because it is no longer declared.
            self._drop_roles(live, MANAGED_ROLE)
        # The way from nothing and back to it is no pair of schemas.
        self.pairs += max(len(sides) - 2, 0)
        self._used += len(schemas)

    def close(self) -> None:
        """Drop the databases and roles."""
        self._discard()
        if self._scratch:
            self._scratch.connection.close()
            drop_database(self.server_url, self.prefix + "scratch")
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            self._drop_roles(connection, MANAGED_ROLE, *ROLES)

    def _drop_roles(self, connection: psycopg.Connection, *names: str) -> None:
        for name in names:
            role = sql.Identifier(self.prefix + name)
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(role))

    def _sides(self, schemas: list[Schema], empty: Side) -> list[Side]:
        """Give nothing, and then each schema that the server takes and that differs from the one before."""
        assert self._scratch
        sides = [empty]
        for schema in schemas:
            try:
                side = self._scratch.built(schema, sides[-1].wanted, self.prefix)
            except NotBuilt as error:
                self.refused[str(error)] += 1
                continue
            if side.wanted.facts != sides[-1].wanted.facts:
                sides.append(side)
        return sides

    def _compare_dumps(self, before: Side, after: Side, found: Database) -> None:
        """Raise Failed where pg_dump tells what is there from what the schema's own statements make.

        What a table has for itself stays its own though a parent passes it on, which nobody can change.
        """
        kept = with_parts_kept(found, after.wanted) is not after.wanted
        if self.pg_dump is None or not after.settled or kept:
            return
        names = (self.prefix + "live", self.prefix + "direct")
        differing = difference_from_direct_build(self.pg_dump, self.server_url, *names, after)
        if differing:
            raise Failed(before, after, f"the dump is not that of a direct build:\n{differing}")

    def _connections(self) -> tuple[PreparingConnection, Scratch]:
        if self._used >= SCHEMAS_PER_DATABASE:
            self._discard()
        if self._scratch is None:
            self._make_roles()
            connection = self._open("scratch")
            connection.autocommit = False
            self._scratch = Scratch(connection, with_database(self.server_url, self.prefix + "scratch"))
        if self._live is None or self._live.closed:
            self._live = self._open("live")
            # As in a workplace: scratch has seen the bodies.
            self._live.execute("SET check_function_bodies = off")
            self._live.execute(SAMPLE)
            self._used = 0
        return self._live, self._scratch

    def _open(self, name: str) -> PreparingConnection:
        create_database(self.server_url, self.prefix + name, template="template0")
        connection = open_connection(with_database(self.server_url, self.prefix + name))
        connection.execute(ALWAYS.encode())
        return connection

    def _make_roles(self) -> None:
        with psycopg.connect(self.server_url, autocommit=True) as connection:
            for name in ROLES:
                connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(self.prefix + name)))

    def _discard(self) -> None:
        """Drop the live database: the next chain gets another."""
        if self._live and not self._live.closed:
            self._live.close()
            drop_database(self.server_url, self.prefix + "live")
            with psycopg.connect(self.server_url, autocommit=True) as connection:
                self._drop_roles(connection, MANAGED_ROLE)
        self._live = None


@contextmanager
def _on(scratch: PreparingConnection) -> Iterator[None]:
    """Let a bench use the connection that scratch has already."""

    @contextmanager
    def kept(_url: str) -> Iterator[PreparingConnection]:
        yield scratch

    with patch.object(bench, "connect", kept):
        yield
