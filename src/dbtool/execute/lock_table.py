"""Room in the server's lock table, which one transaction that makes thousands of tables may fill."""

from __future__ import annotations

import psycopg

from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection

OUT_OF_MEMORY = "53200"
# The table is shared by all sessions; what a session holds by the fast path is not in it.
ROOM = """
SELECT
  pg_catalog.current_setting('max_locks_per_transaction')::bigint * (
    pg_catalog.current_setting('max_connections')::bigint
    + pg_catalog.current_setting('max_prepared_transactions')::bigint
  ) AS capacity,
  (
    SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks
    WHERE NOT fastpath AND pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
  ) AS others,
  (
    SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks
    WHERE NOT fastpath AND pid = pg_catalog.pg_backend_pid()
  ) AS own
"""
SETTING = "SELECT pg_catalog.current_setting('max_locks_per_transaction')"
# A table with its TOAST, keys, indexes and a sequence has about a dozen.
LOCKS_OF_A_STEP = 25
# Of ten parts; the rest is left to others, and to what a step locks beyond our guess.
SHARE = 8


class LockTableFull(DbtoolError):
    """A transaction holds more locks than the server has room for."""

    code = "lock-table-full"


class LockTable:
    """How many steps more a transaction may run before it should end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._left: int | None = None

    def begin(self) -> None:
        """Start anew: no transaction is open, or a new one."""
        self._left = None

    def steps_left(self) -> int:
        """Give the number of steps that surely fit, none where the transaction should end here."""
        if not self._left:
            row = self._connection.execute(ROOM).fetchone()
            assert row is not None
            capacity, others, own = row
            self._left = int(max(0, (capacity - others) * SHARE // 10 - own) // LOCKS_OF_A_STEP)
        return self._left

    def took(self, steps: int) -> None:
        """Count steps that ran."""
        self._left = max(0, (self._left or 0) - steps)


def refuse_full(connection: psycopg.Connection, error: psycopg.Error, server: str) -> None:
    """Raise LockTableFull if that is what the error says; it ends the transaction that `connection` is in."""
    if error.sqlstate != OUT_OF_MEMORY:
        return
    connection.rollback()
    row = connection.execute(SETTING).fetchone()
    raise LockTableFull(
        f"one transaction locks more objects than {server} has room for: max_locks_per_transaction is "
        f"{row[0] if row else 'too small'}",
        hint="raise max_locks_per_transaction and restart that server, or use another one",
    ) from None
