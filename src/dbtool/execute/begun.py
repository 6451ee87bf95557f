"""Steps outside of a transaction: journalled as begun first, and cleared where they did not end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import psycopg

from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection
from dbtool.execute.history import Entry, Position
from dbtool.execute.journal import Journal
from dbtool.execute.progress import Progress
from dbtool.execute.runner import Runner
from dbtool.execute.upgrades import check_update
from dbtool.model.statement import Statement

Afresh = Callable[[Statement], AbstractContextManager[Connection]]


class BegunSteps:
    """Runs one statement after the other, on a connection in autocommit.

    `recorded` is called where a failure stands in the journal already; `afresh` runs a statement in a session
    of its own, which it lends.
    """

    def __init__(
        self,
        runner: Runner,
        progress: Progress,
        journal: Journal,
        recorded: Callable[[], None],
        afresh: Afresh,
    ) -> None:
        self._runner = runner
        self._progress = progress
        self._journal = journal
        self._recorded = recorded
        self._afresh = afresh

    def run(self, position: Position, statement: Statement, entry: Entry | None, since: datetime) -> None:
        """Run the statement, after what an earlier run left of it was cleared. Errors: as the runner."""
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

    def run_afresh(
        self, position: Position, statement: Statement, entry: Entry | None, since: datetime
    ) -> None:
        """Run a statement that may be done twice in a session of its own.

        Errors: UpgradeBlocked; as the runner.
        """
        if entry:
            self._journal.close_entry(entry.id)
        row = self._journal.write(position, statement, "started", since)
        try:
            for warning in check_update(self._runner.connection, statement):
                self._progress.warn(warning)
            with self._afresh(statement) as session:
                self._journal.finish(row, on=session)
        except DbtoolError as error:
            self._recorded()
            self._journal.fail(row, str(error), cleared=True)
            raise

    def _clear(self, row: int, statement: Statement, error: DbtoolError) -> None:
        """Take away at once what a refused statement left: an invalid index slows every write."""
        self._recorded()
        try:
            self._runner.recover(statement)
            self._journal.fail(row, str(error), cleared=True)
        except (DbtoolError, psycopg.Error):
            # The next run finds the step still `started` and clears it then.
            self._progress.warn(f"what is left of it stays until the next run: {statement.note}")
