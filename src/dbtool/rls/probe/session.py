"""The probe's transaction: statements tried and taken back, as whoever they are meant to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection, sql
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable

from dbtool.rls.probe.states import Actor, State

Rows = Sequence[tuple[Any, ...]]
# Canceled by a timeout, a lock not granted, or somebody else was faster: nothing is known then.
_UNKNOWN = frozenset({"57014", "55P03", "40001", "40P01"})
_SETTINGS = {
    "lock_timeout": "500ms",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "60s",
    "client_min_messages": "error",
    "row_security": "on",
    "jit": "off",
}
# One probe at a time in a database: two would wait for each other's invented keys.
_LOCK = SQL("SELECT pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('dbtool probe', 0))")
# There is always a savepoint ahead of what is tried: a message with a slip in it sets none itself.
_MARK = SQL("SAVEPOINT dbtool_try")
_KEEP = SQL("RELEASE SAVEPOINT dbtool_try; SAVEPOINT dbtool_try")
_TAKE_BACK = SQL("ROLLBACK TO SAVEPOINT dbtool_try")


class Outcome(NamedTuple):
    """What came of a statement: the SQLSTATE of its error or None, how many rows it touched, and gave.

    Shape: `after` holds the rows of each query that followed it.
    """

    code: str | None
    message: str
    touched: int = 0
    rows: Rows = ()
    after: Sequence[Rows] = ()

    @property
    def done(self) -> bool:
        """Say whether the statement ran."""
        return self.code is None

    @property
    def unknown(self) -> bool:
        """Say whether it ended by a timeout or a lock, which tells nothing."""
        return self.code in _UNKNOWN


class Busy(Exception):
    """Another probe runs in the database."""


class Session:
    """One transaction that is never committed."""

    def __init__(self, connection: Connection[Any], *, superuser: bool) -> None:
        self.connection = connection
        self.superuser = superuser
        self._whom = SQL("SESSION AUTHORIZATION") if superuser else SQL("ROLE")
        self._self = SQL("SET LOCAL {} {}").format(self._whom, SQL("DEFAULT") if superuser else SQL("NONE"))
        self._acting: Sequence[Composable] = ()
        self._failed = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the transaction, which is rolled back whatever happens. Errors: Busy."""
        # One snapshot for all: what others commit meanwhile is no interference.
        self._run([SQL("BEGIN ISOLATION LEVEL REPEATABLE READ, READ WRITE")])
        try:
            self._run([setting(name, value) for name, value in _SETTINGS.items()])
            if not self.ask(_LOCK)[0][0]:
                raise Busy
            self._run([_MARK])
            yield
        finally:
            if not self.connection.closed:
                self.connection.execute("ROLLBACK")

    def ask(self, query: Composable) -> Rows:
        """Give the rows of a query that cannot fail."""
        return self._run([query])[-1][1]

    def keep(self, *statements: Composable) -> Outcome:
        """Run statements that stay as long as what is around them; the outcome is the last one's."""
        return self._guarded(statements, len(statements) - 1, _KEEP)

    def attempt(self, statement: Composable, *then: Composable, before: Sequence[Composable] = ()) -> Outcome:
        """Run a statement as whoever acts, then queries as the probe itself, and take everything back.

        What is to be done `before` is done by the probe itself, too.
        """
        ahead = [self._self, *before, *self._acting] if before else []
        after = [self._self, *then] if then else []
        return self._guarded([*ahead, statement, *after], len(ahead), _TAKE_BACK)

    def become(self, actor: Actor, state: State) -> Outcome:
        """Try to be a role with a session's settings."""
        return self._guarded([*self._prelude(actor, state), self._self], 0, _TAKE_BACK)

    @contextmanager
    def acting(self, actor: Actor, state: State) -> Iterator[None]:
        """Be a role with a session's settings for the time of the block; what it does is taken back."""
        prelude = self._prelude(actor, state)
        self._run([SQL("SAVEPOINT dbtool_actor"), *prelude, _MARK])
        self._acting = prelude
        try:
            yield
        finally:
            self._acting = ()
            self._run([SQL("ROLLBACK TO SAVEPOINT dbtool_actor; RELEASE SAVEPOINT dbtool_actor")])

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take back at the end of the block what was kept in it."""
        self._run([SQL("SAVEPOINT dbtool_aside"), _MARK])
        try:
            yield
        finally:
            self._run([SQL("ROLLBACK TO SAVEPOINT dbtool_aside; RELEASE SAVEPOINT dbtool_aside")])

    def _prelude(self, actor: Actor, state: State) -> Sequence[Composable]:
        become = [SQL("SET LOCAL {} {}").format(self._whom, sql.Identifier(actor.role))]
        if actor.becomes != actor.role:
            become.append(SQL("SET LOCAL ROLE {}").format(sql.Identifier(actor.becomes)))
        # Before it becomes the role: a login gets its settings as their owner set them.
        return [*(setting(name, value) for name, value in (*actor.settings, *state.settings)), *become]

    def _guarded(self, statements: Sequence[Composable], place: int, end: Composable) -> Outcome:
        """Run statements inside a savepoint, in one message; the outcome is that of the one at `place`."""
        try:
            found = self._run([*statements, end])
        except psycopg.Error as error:
            if self.connection.broken:
                raise
            # Taken back with the next message, which saves one of its own.
            self._failed = True
            return Outcome(error.sqlstate or "", error.diag.message_primary or str(error))
        touched, rows = found[place]
        after = [rows for _touched, rows in found[place + 2 : len(statements)]]
        return Outcome(None, "", touched, rows, after)

    def _run(self, statements: Sequence[Composable]) -> list[tuple[int, Rows]]:
        """Send statements as one message and give the rows that each touched and gave."""
        found: list[tuple[int, Rows]] = []
        ahead = [_TAKE_BACK] if self._failed else []
        self._failed = False
        with self.connection.cursor(row_factory=tuple_row) as cursor:
            cursor.execute(SQL("; ").join([*ahead, *statements]), prepare=False)
            while True:
                found.append((cursor.rowcount, cursor.fetchall() if cursor.description else ()))
                if not cursor.nextset():
                    return found[len(ahead) :]


def setting(name: str, value: str) -> Composable:
    """Give the statement that sets a setting for the time of the transaction."""
    return SQL("SELECT pg_catalog.set_config({}, {}, true)").format(sql.Literal(name), sql.Literal(value))
