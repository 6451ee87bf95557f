"""The executor: takes steps as they come, skips what an earlier run has done, and journals the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg

from dbtool.errors import CommunityRequired, DbtoolError, LedgerConflict, Origin
from dbtool.execute.community import CommunityFeatures, has_community, hold, refuse_community
from dbtool.execute.connect import Connection
from dbtool.execute.failures import first_line
from dbtool.execute.history import Entry, Journal, Position, open_entries, sql_hash
from dbtool.execute.progress import Progress
from dbtool.execute.runner import Runner
from dbtool.model.key import Key
from dbtool.model.statement import Statement

Outside = Callable[[], AbstractContextManager[None]]


@dataclass(slots=True)
class Tally:
    """What one run has done so far; a step that was tried again counts once.

    Shape: `held` names what is not in force on this edition.
    """

    ran: set[Position] = field(default_factory=set)
    passed: set[Position] = field(default_factory=set)
    held: dict[Position, str] = field(default_factory=dict)

    @property
    def skipped(self) -> int:
        """The number of steps that an earlier run had done."""
        return len(self.passed - self.ran)


class Executor:
    """Runs the statements of one revision after the other.

    Shape: `outside` gives a block outside of any transaction, what came before it committed; the executor
           runs statements that need that in it, and each statement that stands alone in a transaction there.
           The journal row of a transactional step is written in the step's own transaction.
    """

    def __init__(
        self,
        connection: Connection,
        runner: Runner,
        progress: Progress,
        *,
        outside: Outside,
        community_features: CommunityFeatures = "require",
        own: frozenset[Key] = frozenset(),
    ) -> None:
        self._connection = connection
        self._runner = runner
        self._progress = progress
        self._outside = outside
        self._mode = community_features
        self._own = own
        self._journal = Journal(connection, uuid4())
        self._position = Position("", "up", 0)
        self._open: Mapping[int, Entry] = {}
        self._notes: Mapping[str, str] = {}
        self._since = 0.0
        self._community: bool | None = None
        self._current: tuple[Position, Statement, datetime] | None = None
        self.tally = Tally()

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
    ) -> None:
        """Start a revision, or start it again; `steps` lend their notes to statements without one."""
        self._position = Position(revision, direction, 0)
        self._notes = {step.sql: step.note for step in steps}
        self._runner.origin = origin
        self._since = time.monotonic()
        mine = (
            e for e in open_entries(self._connection) if (e.revision, e.direction) == (revision, direction)
        )
        self._open = {entry.step: entry for entry in mine}

    def __call__(self, statement: Statement) -> None:
        """Run the next statement of the revision, or skip it if an earlier run has done it."""
        position = self._position
        self._position = replace(position, step=position.step + 1)
        self._current = None
        note = statement.note or self._notes.get(statement.sql) or first_line(statement.sql)
        statement = replace(statement, note=note)
        entry = self._open.get(position.step)
        if entry and entry.sql_hash != sql_hash(statement):
            raise _edited(entry, self._runner.origin)
        if entry and entry.state != "started":
            if position not in self.tally.ran:
                self._progress.note(f"done by an earlier run: {statement.note}")
                self._progress.step_done(statement, 0.0)
            self.tally.passed.add(position)
            return
        self._progress.step_started(statement)
        started, self._current = time.monotonic(), (position, statement, datetime.now(UTC))
        self._run(position, statement, entry)
        self._current = None
        if position not in self.tally.ran:
            self._progress.step_done(statement, time.monotonic() - started)
        self.tally.ran.add(position)

    def refuse_community(self, statements: Iterable[Statement], side: Connection) -> None:
        """Refuse, before anything changes, what the server's edition has not got and the mode requires.

        Where the role cannot find out the edition before the extension is there, each step asks for itself.
        Errors: CommunityRequired.
        """
        if self._mode == "require" and has_community(side) is False:
            refuse_community(statements)

    def complete(self, checksum: str | None) -> None:
        """Record the revision as applied or rolled back, in the transaction that writes alembic_version.

        A plan without a revision file has no checksum and is only closed in the journal.
        """
        left = [entry for step, entry in self._open.items() if step >= self._position.step]
        if left:
            raise _edited(left[0], self._runner.origin)
        revision = self._position.revision
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

    def _run(self, position: Position, statement: Statement, entry: Entry | None) -> None:
        since = datetime.now(UTC)
        if self._own & {Key(kind, tuple(path)) for kind, *path in _declared(statement)}:
            self._progress.note(f"left to this target's own value: {statement.note}")
            self._journal.write(position, statement, "held", since)
        elif statement.community and not self._has_community():
            self._hold(position, statement, since)
        elif not statement.transactional:
            with self._outside():
                self._run_outside(position, statement, entry, since)
        elif statement.alone:
            with self._outside(), self._connection.transaction():
                self._runner.run(statement)
                self._journal.write(position, statement, "done", since)
        else:
            self._runner.run(statement)
            self._journal.write(position, statement, "done", since)

    def _run_outside(
        self, position: Position, statement: Statement, entry: Entry | None, since: datetime
    ) -> None:
        if entry:
            self._progress.note(f"begun by an earlier run, done again: {statement.note}")
            self._runner.recover(statement)
            self._journal.close_entry(entry.id)
        row = self._journal.write(position, statement, "started", since)
        try:
            self._runner.run(statement)
        except DbtoolError as error:
            self._clear(row, statement, error)
            raise
        self._journal.finish(row)

    def _clear(self, row: int, statement: Statement, error: DbtoolError) -> None:
        """Take away at once what a refused statement left: an invalid index slows every write."""
        self._current = None
        try:
            self._runner.recover(statement)
            self._journal.fail(row, str(error), cleared=True)
        except (DbtoolError, psycopg.Error):
            # The next run finds the step still `started` and clears it then.
            self._progress.warn(f"what is left of it stays until the next run: {statement.note}")

    def _hold(self, position: Position, statement: Statement, since: datetime) -> None:
        if self._mode == "require":
            refuse_community([statement])
            raise CommunityRequired(statement.note)
        hold(self._connection, statement, self._mode)
        self._journal.write(position, statement, "held", since)
        self.tally.held[position] = statement.note

    def _has_community(self) -> bool:
        if self._community is None:
            self._community = has_community(self._connection)
        return bool(self._community)


def _declared(statement: Statement) -> list[Sequence[str]]:
    return [item["key"] for item in statement.declares]


def _edited(entry: Entry, origin: Origin | None) -> LedgerConflict:
    return LedgerConflict(
        f"revision {entry.revision} was changed while it was half applied: "
        f"step {entry.step + 1} is no longer the one that ran ({entry.note.rstrip('.')})",
        hint="restore the file as it was, let the run finish, and put the change into a new revision",
        origin=origin,
    )
