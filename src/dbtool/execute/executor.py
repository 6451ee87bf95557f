"""The executor: takes steps as they come, skips what an earlier run has done, and journals the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg

from dbtool.errors import DbtoolError, Origin
from dbtool.execute.begun import Afresh, BegunSteps
from dbtool.execute.connect import Connection
from dbtool.execute.edition import Edition
from dbtool.execute.emulation.aside import sweep
from dbtool.execute.failures import first_line
from dbtool.execute.history import Entry, Position, open_entries, sql_hash
from dbtool.execute.journal import Journal
from dbtool.execute.lock_table import LockTable
from dbtool.execute.progress import Progress
from dbtool.execute.runner import Runner
from dbtool.execute.tally import Tally, declared_keys, edited, ends_transaction, waits_for_nobody
from dbtool.execute.upgrades import SessionsOver
from dbtool.model.key import Key
from dbtool.model.statement import Statement
from dbtool.settings import CommunityFeatures

# So many statements go to the server before the answers are looked at.
TOGETHER = 500
PARTED = "the server's lock table is small: steps are committed in several transactions"
Outside = Callable[[], AbstractContextManager[None]]


class Executor:
    """Runs the statements of one revision after the other.

    Shape: `outside` gives a block outside of any transaction, what came before it committed; the executor
           runs statements that need that in it, and each statement that stands alone in a transaction there.
           `afresh` runs a statement in a session of its own and lends that; then SessionsOver is raised.
           The journal row of a transactional step is written in the step's own transaction.
    """

    def __init__(
        self,
        connection: Connection,
        runner: Runner,
        progress: Progress,
        *,
        outside: Outside,
        afresh: Afresh,
        community_features: CommunityFeatures = "require",
        own: frozenset[Key] = frozenset(),
        tally: Tally | None = None,
    ) -> None:
        self._connection = connection
        self._runner = runner
        self._progress = progress
        self._outside = outside
        self._own = own
        self._journal = Journal(connection, uuid4())
        self._position = Position("", "up", 0)
        self._open: Mapping[int, Entry] = {}
        self._known: Mapping[str, Statement] = {}
        self._since = 0.0
        self._current: tuple[Position, Statement, datetime] | None = None
        self._plain = False
        self._locks = LockTable(connection)
        self._begun = BegunSteps(runner, progress, self._journal, recorded=self._recorded, afresh=afresh)
        self._waiting: list[tuple[Position, Statement]] = []
        self.edition = Edition(connection, community_features)
        self.tally = tally or Tally()

    @property
    def position(self) -> Position:
        """Where the next step stands."""
        return self._position

    def begin(
        self,
        revision: str,
        direction: str,
        *,
        steps: Iterable[Statement] = (),
        origin: Origin | None = None,
        plain: bool = False,
    ) -> None:
        """Start a revision, or start it again; `steps` lend notes and locks to statements without them.

        `plain`: nothing else uses the connection before `complete`; what waits for nobody is sent together.
        """
        self._position = Position(revision, direction, 0)
        self._known = {step.sql: step for step in steps}
        self._plain = plain and not any(map(ends_transaction, self._known.values()))
        self._waiting.clear()
        self._locks.begin()
        self._journal.forget_collected()
        self._runner.origin = origin
        self._since = time.monotonic()
        found, mine = open_entries(self._connection), (revision, direction)
        self._open = {entry.step: entry for entry in found if (entry.revision, entry.direction) == mine}

    def __call__(self, statement: Statement) -> None:
        """Run the next statement of the revision, or skip it if an earlier run has done it."""
        position = self._position
        self._position = replace(position, step=position.step + 1)
        self._current = None
        statement = self._named(statement)
        entry = self._open.get(position.step)
        if entry and entry.sql_hash != sql_hash(statement):
            raise edited(entry, self._runner.origin)
        if entry and entry.state != "started":
            if position not in self.tally.ran:
                self._progress.note(f"done by an earlier run: {statement.note}")
                self._progress.step_done(statement, 0.0)
            self.tally.passed.add(position)
            return
        if self._plain and waits_for_nobody(statement):
            self._waiting.append((position, statement))
            if len(self._waiting) >= min(TOGETHER, self._locks.steps_left()):
                self._run_waiting()
        else:
            self._run_waiting()
            self._run_one(position, statement, entry)
            self._locks.took(1)
        self._make_room()

    def complete(self, checksum: str | None) -> None:
        """Record the revision as applied or rolled back, in the transaction that writes alembic_version.

        A plan without a revision file has no checksum and is only closed in the journal.
        """
        self._run_waiting()
        for step, entry in self._open.items():
            if step >= self._position.step:
                raise edited(entry, self._runner.origin)
        if (self.tally.held or self._open) and not self.edition.community:
            sweep(self._connection)  # what was set aside of aggregates and not asked for again
        revision = self._position.revision
        self._journal.write_collected(open=False)
        self._journal.close(revision)
        if checksum is None:
            return
        if self._position.direction == "up":
            self._journal.record(revision, checksum, timedelta(seconds=time.monotonic() - self._since))
        else:
            self._journal.forget(revision)

    def record_failure(self, error: DbtoolError) -> None:
        """Journal why the current step failed, its transaction having been rolled back."""
        if self._current is None:
            return
        position, statement, since = self._current
        # A journal that cannot be written must not hide the failure, which is on its way to the caller.
        with suppress(psycopg.Error), self._connection.transaction():
            self._journal.write(position, statement, "failed", since, str(error))

    def _recorded(self) -> None:
        self._current = None

    def _named(self, statement: Statement) -> Statement:
        known = self._known.get(statement.sql)
        note, lock = (known.note, known.lock) if known else ("", "")
        note = statement.note or note or first_line(statement.sql)
        return replace(statement, note=note, lock=statement.lock or lock)

    def _run_waiting(self) -> None:
        """Run what waits to be sent together; where one of it is refused, one by one up to that one."""
        waiting, self._waiting = self._waiting, []
        self._locks.took(len(waiting))
        since, started = datetime.now(UTC), time.monotonic()
        if len(waiting) > 1:
            self._progress.step_started(waiting[0][1])
            if self._runner.run_together([statement for _, statement in waiting]):
                each = (time.monotonic() - started) / len(waiting)
                for place, (position, statement) in enumerate(waiting):
                    if place:
                        self._progress.step_started(statement)
                    self._journal.collect(position, statement, "done", since)
                    self._done(position, statement, each)
                return
        for position, statement in waiting:
            self._run_one(position, statement, None)

    def _make_room(self) -> None:
        """End the transaction, with its journal, where the next step might find the lock table full."""
        if not self._plain or self._waiting or self._locks.steps_left():
            return
        self._journal.write_collected()
        with self._outside():
            self._locks.begin()
        if not self.tally.parted:
            self._progress.note(PARTED)
        self.tally.parted = True

    def _run_one(self, position: Position, statement: Statement, entry: Entry | None) -> None:
        self._progress.step_started(statement)
        started, self._current = time.monotonic(), (position, statement, datetime.now(UTC))
        self._run(position, statement, entry)
        self._current = None
        self._done(position, statement, time.monotonic() - started)

    def _done(self, position: Position, statement: Statement, seconds: float) -> None:
        if position not in self.tally.ran:
            self._progress.step_done(statement, seconds)
        self.tally.ran.add(position)

    def _run(self, position: Position, statement: Statement, entry: Entry | None) -> None:
        since = datetime.now(UTC)
        if self._own & declared_keys(statement):
            self._progress.note(f"left to this target's own value: {statement.note}")
            self._write(position, statement, "held", since)
        elif statement.community and not self.edition.community:
            self.edition.hold(statement)
            self._write(position, statement, "held", since)
            self.tally.held[position] = statement.note
        elif statement.fresh:
            self._journal.write_collected()
            with self._outside():
                self._begun.run_afresh(position, statement, entry, since)
            self._done(position, statement, (datetime.now(UTC) - since).total_seconds())
            raise SessionsOver
        elif not statement.transactional:
            self._journal.write_collected()
            with self._outside():
                self._begun.run(position, statement, entry, since)
        elif statement.alone:
            self._journal.write_collected()
            with self._outside(), self._connection.transaction():
                self._runner.run(statement)
                self._journal.write(position, statement, "done", since)
        else:
            self._runner.run(statement)
            self._write(position, statement, "done", since)

    def _write(self, position: Position, statement: Statement, state: str, since: datetime) -> None:
        """Journal a step in its transaction: later, where nobody else can end that before."""
        if self._plain:
            self._journal.collect(position, statement, state, since)
        else:
            self._journal.write(position, statement, state, since)
