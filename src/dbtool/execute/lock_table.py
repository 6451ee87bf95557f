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
  pg_catalog.count(*) FILTER (WHERE pid IS DISTINCT FROM pg_catalog.pg_backend_pid()) AS others,
  -- A row is a mode of a lock; the table has one entry for all modes in which a session holds an object.
  pg_catalog.count(*) FILTER (WHERE pid = pg_catalog.pg_backend_pid() AND relation IS NULL)
  + pg_catalog.count(DISTINCT relation) FILTER (WHERE pid = pg_catalog.pg_backend_pid()) AS own
FROM pg_catalog.pg_locks
WHERE NOT fastpath
"""
SETTING = "SELECT pg_catalog.current_setting('max_locks_per_transaction')"
# A table with its TOAST, keys, indexes and a sequence has about a dozen. So many are supposed of a step where
# nothing is known, and at least so many where the steps before have shown what they take: to look at a lock
# table of thousands is not cheap.
LOCKS_OF_A_STEP, LEAST_LOCKS_OF_A_STEP = 25, 12
# Of ten parts; the rest is left to others, and to what a step locks beyond our guess.
SHARE = 8


class LockTableFull(DbtoolError):
    """A transaction holds more locks than the server has room for."""

    code = "lock-table-full"


class LockTable:
    """How many steps more a transaction may run before it should end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.begin()

    def begin(self) -> None:
        """Start anew: no transaction is open, or a new one."""
        self._left: int | None = None
        self._own, self._steps = 0, 0

    def steps_left(self) -> int:
        """Give the number of steps that surely fit, none where the transaction should end here."""
        if not self._left:
            row = self._connection.execute(ROOM).fetchone()
            assert row is not None
            capacity, others, own = row
            room = max(0, (capacity - others) * SHARE // 10 - own)
            self._left = int(room // self._locks_of_a_step(own))
            self._own, self._steps = own, 0
        return self._left

    def took(self, steps: int) -> None:
        """Count steps that ran."""
        self._left = max(0, (self._left or 0) - steps)
        self._steps += steps

    def _locks_of_a_step(self, own: int) -> int:
        """Give what a step may take: twice what those since the last look took."""
        if not self._steps:
            return LOCKS_OF_A_STEP
        return max(LEAST_LOCKS_OF_A_STEP, 2 * (own - self._own) // self._steps)


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
