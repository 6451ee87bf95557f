"""Locks on all chunks of a hypertable: whether the server's lock table has room for them, asked beforehand.

Whatever PostgreSQL alters of a hypertable it locks on every chunk, and often on all indexes of these. One
statement cannot be cut in two, so that a server which has no room for it says so in the middle of a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dbtool.execute.connect import Connection
from dbtool.execute.lock_table import LockTableFull
from dbtool.execute.progress import Progress
from dbtool.model.statement import Statement

CAPACITY = """
SELECT pg_catalog.current_setting('max_locks_per_transaction')::bigint,
  pg_catalog.current_setting('max_connections')::bigint
  + pg_catalog.current_setting('max_prepared_transactions')::bigint
"""
# Chunks stand under their hypertable as children; each has what the hypertable has.
CHUNKS = """
SELECT pg_catalog.quote_ident(h.schema_name) || '.' || pg_catalog.quote_ident(h.table_name),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = c.oid),
  (SELECT pg_catalog.count(*) FROM pg_catalog.pg_index AS i WHERE i.indrelid = c.oid)
FROM _timescaledb_catalog.hypertable AS h
JOIN pg_catalog.pg_namespace AS n ON n.nspname = h.schema_name
JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = h.table_name
"""
THERE = "SELECT pg_catalog.to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL"
# Statements of dbtool's own: what begins so goes through all chunks, but for what only the catalog hears of.
_EVERYWHERE = re.compile(r"(ALTER TABLE|DROP TABLE|ALTER INDEX|DROP INDEX|CREATE (UNIQUE )?INDEX)\b")
# A trigger stands on every chunk too, and on none of its indexes; a rebuild's are made within a block.
_ON_CHUNKS = re.compile(r"^ *(CREATE (OR REPLACE )?(CONSTRAINT )?|DROP )TRIGGER\b", re.MULTILINE)
_CATALOG_ONLY = (
    "SET (timescaledb.",
    "ROW LEVEL SECURITY",
    "timescaledb.transaction_per_chunk",
    "CONCURRENTLY",
)
FEW = 1000


class Chunks(NamedTuple):
    """A hypertable's number of chunks, and of indexes on each."""

    chunks: int
    indexes: int

    @property
    def locks(self) -> int:
        """The locks of a statement that goes through all of them."""
        return self.chunks * (1 + self.indexes)

    def taken_by(self, text: str) -> int:
        """Give the locks of that statement."""
        return self.locks if _EVERYWHERE.match(text) else self.chunks


def check_locks(
    connection: Connection, statements: Iterable[Statement], progress: Progress, *, room: int | None = None
) -> None:
    """Say of each statement that fills more than half of the lock table how much that is.

    Units:  locks; `room` is the lock table's, where it is not to be asked for.
    Errors: LockTableFull for one that needs more than there is, before anything has changed.
    """
    waiting = [one for one in statements if _goes_through_chunks(one.sql)]
    found = _chunks(connection) if any(" on " in one.lock for one in waiting) else {}
    most = max((one.locks for one in found.values()), default=0)
    if room is None and most < FEW:
        return
    each, sessions = _one(connection)
    room = each * sessions if room is None else room
    for statement in waiting:
        for name in statement.lock.partition(" on ")[2].split(" and "):
            if name in found and found[name].taken_by(statement.sql) * 2 > room:
                _tell(statement, name, found[name], room, sessions, progress)


def _tell(
    statement: Statement, name: str, held: Chunks, room: int, sessions: int, progress: Progress
) -> None:
    what = f"hypertable {name} has {held.chunks} chunks with {held.indexes} indexes each"
    locks = held.taken_by(statement.sql)
    if locks <= room:
        progress.warn(f"{what}: {statement.note} takes about {locks} of {room} locks of the server")
        return
    raise LockTableFull(
        f"{what}, and the server has room for {room} locks: {statement.note} needs about {locks}",
        hint=f"set max_locks_per_transaction to {locks * 2 // sessions + 1} or more and restart the"
        " server, or drop chunks that are not needed",
    )


def _goes_through_chunks(text: str) -> bool:
    if _EVERYWHERE.match(text):
        return not any(words in text for words in _CATALOG_ONLY)
    return _ON_CHUNKS.search(text) is not None


def _chunks(connection: Connection) -> Mapping[str, Chunks]:
    (row,) = connection.execute(THERE).fetchall()
    if not row[0]:
        return {}
    return {name: Chunks(*numbers) for name, *numbers in connection.execute(CHUNKS).fetchall()}


def _one(connection: Connection) -> tuple[int, int]:
    (row,) = connection.execute(CAPACITY).fetchall()
    return int(row[0]), int(row[1])
