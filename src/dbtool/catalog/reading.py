"""A reading: the rows of every kind from one snapshot, asked for at once; facts only for who wants them."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from psycopg import Connection, Cursor

from dbtool.catalog.address import Address, Claims
from dbtool.catalog.census import find_unmodelled
from dbtool.catalog.promises import Promise, read_promises
from dbtool.catalog.query import asked, text_of
from dbtool.catalog.scope import find_populated, find_scope
from dbtool.catalog.server import Edition, ServerInfo, server_info
from dbtool.catalog.session import snapshot
from dbtool.model.fact import Fact, Row, Rows, shape_of
from dbtool.model.key import Key

if TYPE_CHECKING:
    # Importing the kinds takes longer than a comparison that finds nothing.
    from dbtool.kinds.base import Kind
    from dbtool.model.database import Database

KINDS_FOLDER = Path(__file__).parents[1] / "kinds"
# Without references, whose marks depend on who else holds a value.
MARSHAL_VERSION = 2
# A kind's name, and in parallel the paths of its objects and the answer's rows, addresses at the end.
Claimed = tuple[str, list[tuple[str, ...]], Sequence[tuple[Any, ...]]]


@contextmanager
def reading(
    connection: Connection[Any],
    kinds: Iterable[Kind] | None = None,
    *,
    known: Callable[[str], Sequence[str] | None] | None = None,
    edition: Edition | None = None,
    moved: bool = False,
) -> Iterator[Reading]:
    """Ask for everything in one snapshot, or inside the open transaction; the snapshot ends with the block.

    Shape:  without `kinds` all of them. `known` gives by the mark of server and scope the queries that an
            earlier reading sent from the same start; None where it does not know. With `edition` what a
            server of that edition would show; with `moved` what was in force on that from which the
            database has moved: what was promised, and what the Community edition has left.
    Units:  the number of queries has a bound: one per kind that there can be any of, and about ten more.
    Errors: psycopg.Error as the server gives it.
    """
    kinds = None if kinds is None else tuple(kinds)
    with snapshot(connection):
        here = server_info(connection)
        server = replace(here, edition="community" if moved else edition or here.edition)
        promises = read_promises(
            connection,
            here if moved else server,
            _all_kinds() if kinds is None else kinds,
            leaving=moved and here.edition == "community",
        )
        scope = find_scope(connection, server, _stand_ins(promises))
        populated = find_populated(connection, scope)
        start = _mark(repr((server, promises, sorted(scope.items()), sorted(populated))).encode())
        queries = known(start) if known else None
        if queries is None:
            chosen = _all_kinds() if kinds is None else kinds
            queries = [kind.query for kind in chosen if _is_read(kind, server, populated)]
        # While the server works, the caller may do something else.
        with asked(connection, [text_of(KINDS_FOLDER / query) for query in queries], scope) as cursors:
            answers = dict(zip(queries, cursors, strict=True))
            yield Reading(connection, server, scope, promises, answers, start, moved=moved)


def _all_kinds() -> Iterator[Kind]:
    from dbtool.kinds import KINDS

    yield from KINDS


def _mark(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def _is_read(kind: Kind, server: ServerInfo, populated: Collection[str]) -> bool:
    if kind.found_in and kind.found_in not in populated:
        return False
    if kind.family != "timescale":
        return True
    # Its queries read TimescaleDB's catalog, which is not there without it. What the Community edition has
    # left there is in force no more; of an aggregate it can still be read.
    in_force = server.edition == "community" or not kind.community or kind.namespace == "relation"
    return server.timescaledb is not None and server.timescaledb_release >= kind.release and in_force


def _stand_ins(promises: Iterable[Promise]) -> list[tuple[int, int]]:
    return [(p.stand_in.objid, p.parts[0].objid) for p in promises if p.stand_in is not None]


class Reading:
    """What one snapshot holds. Whatever is asked first waits for the server.

    Shape: `start` is a mark of what was known before the queries: the server, the scope, the promises.
           Where the database has `moved`, a promise is newer than what the Community edition has left.
    """

    def __init__(
        self,
        connection: Connection[Any],
        server: ServerInfo,
        scope: Mapping[str, str],
        promises: Sequence[Promise],
        answers: Mapping[str, Cursor[tuple[Any, ...]]],
        start: str,
        *,
        moved: bool = False,
    ) -> None:
        self._connection = connection
        self._server = server
        self._scope = scope
        self._promises = promises
        self._cursors = answers
        self._moved = moved
        self.start = start

    @property
    def queries(self) -> Sequence[str]:
        """The queries that were sent, as files in the kinds' folder."""
        return list(self._cursors)

    @cached_property
    def mark(self) -> str:
        """A hash of everything that the server said: equal ones give equal rows, edges not asked for."""
        said = (
            (query.encode(), marshal.dumps(rows, MARSHAL_VERSION)) for query, rows in self._answers.items()
        )
        return _mark(self.start.encode(), *(part for pair in said for part in pair))

    @property
    def rows(self) -> Rows:
        """By kind and path the row of each object, and of what is kept as a promise."""
        return self._read[0]

    @cached_property
    def claimed(self) -> set[tuple[int, int]]:
        """Catalog and row of every object that a fact stands for."""
        if self._promises:
            return {(address.classid, address.objid) for address in self._addresses}
        # A table stands there once for itself and once for each of its columns.
        found = {(row[-3], row[-2]) for _, _, answer in self._read[1] for row in answer}
        return found - {(None, None)}

    @cached_property
    def unmodelled(self) -> tuple[str, ...]:
        """What no kind claims, as pg_identify_object names it, sorted."""
        return self.unclaimed(self.claimed)

    def unclaimed(self, claimed: Collection[tuple[int, int]]) -> tuple[str, ...]:
        """Give what none of `claimed` is or has as a part."""
        return find_unmodelled(self._connection, self._server, self._scope, claimed)

    def database(self, builder: str | None = None) -> tuple[Database, Mapping[Address, Key]]:
        """Give all of it as facts with what needs what, and where the server keeps them.

        Shape: an owner equal to `builder` reads as None.
        """
        from dbtool.catalog.edges import edges_of, read_dependencies
        from dbtool.kinds import BY_NAME
        from dbtool.kinds.edges import with_known_edges

        facts = {
            Key(kind, path): _fact(BY_NAME[kind].model, row, builder)
            for kind, found in self.rows.items()
            for path, row in found.items()
        }
        claims = Claims(self._addresses)
        dependencies = read_dependencies(self._connection, self._server, claims)
        claims.learn(dependencies)
        edges = edges_of(dependencies, claims)
        return with_known_edges(facts, edges, self.unmodelled), self._addresses

    @cached_property
    def _answers(self) -> Mapping[str, list[tuple[Any, ...]]]:
        return {query: cursor.fetchall() for query, cursor in self._cursors.items()}

    @cached_property
    def _read(self) -> tuple[Rows, list[Claimed]]:
        rows: dict[str, dict[tuple[str, ...], Row]] = {}
        claimed: list[Claimed] = []
        by_query = {kind.query: kind.model for kind in _all_kinds()}
        for query, answer in self._answers.items():
            model = by_query[query]
            shape = shape_of(model)
            table = list(shape.rows(answer))
            paths = list(map(shape.path, table))
            found = dict(zip(paths, table, strict=True))
            if len(found) < len(paths):
                # Of two that are one to us, as two policies of one aggregate, the census reports the later.
                first = {path: place for place, path in reversed(list(enumerate(paths)))}
                paths, answer = list(first), [answer[place] for place in first.values()]
                found = {path: table[place] for path, place in first.items()}
            rows[model.kind] = found
            claimed.append((model.kind, paths, answer))
        self._add_promises(rows)
        return rows, claimed

    def _add_promises(self, rows: dict[str, dict[tuple[str, ...], Row]]) -> None:
        relations = {kind.name for kind in _all_kinds() if kind.namespace == "relation"}
        for promise in self._promises:
            shape, (kind, path) = shape_of(type(promise.fact)), promise.fact.key
            # What the server really has is no promise any more.
            if path not in rows.setdefault(kind, {}) or (self._moved and kind not in relations):
                (rows[kind][path],) = shape.rows_of([promise.fact.values()])

    @cached_property
    def _addresses(self) -> dict[Address, Key]:
        claimed = self._read[1]
        addresses = {
            Address(*values[-3:]): Key(kind, path)
            for kind, paths, answer in claimed
            for path, values in zip(paths, answer, strict=True)
            if values[-3] is not None
        }
        real = {Key(kind, path) for kind, paths, _ in claimed for path in paths}
        for promise in self._promises:
            if promise.fact.key not in real:
                own = (promise.stand_in, *promise.parts)
                addresses |= {address: promise.fact.key for address in own if address is not None}
        return addresses


def _fact(model: type[Fact], row: Row, builder: str | None) -> Fact:
    values = shape_of(model).values(row)
    if builder is not None and values.get("owner") == builder:
        del values["owner"]
    return model.from_values(values)
