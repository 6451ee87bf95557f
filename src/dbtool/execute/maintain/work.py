"""What a task works with: statements with bounded waits, and figures that are journalled as it goes."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from dbtool.catalog.server import ServerInfo
from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection, Timeouts
from dbtool.execute.failures import QUERY_CANCELED, LockNotAvailable, StatementRefused
from dbtool.execute.maintain.journal import Journal
from dbtool.execute.progress import Progress
from dbtool.execute.runner import Runner
from dbtool.model.statement import Statement

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
TELL_EVERY_SECONDS = 2.0

Given = TypeVar("Given")


class TimeIsUp(Exception):
    """The run's time is over; what is left of the task is for the next run."""


@dataclass(slots=True)
class Work:
    """One task at work.

    Shape: `connection` is in autocommit; `figures` and `problems` are what the task has done and could not do
           so far, `problems` being what did not keep it from going on.
    Units: `deadline` is of time.monotonic(), None for none.
    """

    connection: Connection
    server: ServerInfo
    runner: Runner
    timeouts: Timeouts
    progress: Progress
    deadline: float | None = None
    yields: Callable[[], None] = lambda: None
    journal: Journal | None = None
    entry: int = 0
    figures: dict[str, int] = field(default_factory=dict)
    problems: list[DbtoolError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _told: float = 0.0

    def run(
        self, statement: sql.Composable, note: str, *, patient: bool = False, limit_ms: int = 0
    ) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run one statement under the run's timeouts, and give its cursor.

        Shape:  `patient` is for statements that keep nobody out while they wait for a lock.
        Errors: as `Runner.run`; TimeIsUp.
        """
        self._bound(limit_ms)
        text = statement.as_string(self.connection)
        try:
            return self.runner.run(Statement(sql=text, note=note, patient=patient))
        except StatementRefused as error:
            if error.sqlstate == QUERY_CANCELED and self.out_of_time:
                raise TimeIsUp from None
            raise

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold a transaction for the block."""
        with self.connection.transaction():
            yield

    @contextmanager
    def setting(self, name: str, value: str) -> Iterator[None]:
        """Hold a setting of the session for the block."""
        query = "SELECT pg_catalog.set_config(%s, %s, false)"
        row = self.connection.execute("SELECT pg_catalog.current_setting(%s, true)", [name]).fetchone()
        before = row[0] if row else None
        if before is None:
            yield  # this version has no such setting
            return
        self.connection.execute(query, [name, value])
        try:
            yield
        finally:
            if not self.connection.closed:
                self.connection.execute(query, [name, before])

    def retrying(self, attempt: Callable[[], Given]) -> Given:
        """Run `attempt`, again where a lock was not free. Errors: LockNotAvailable after the last attempt."""
        for tries in range(1, self.timeouts.lock_attempts):
            try:
                return attempt()
            except LockNotAvailable as error:
                if self.out_of_time:
                    raise TimeIsUp from None
                # Jitter, so that two tools which met at one lock do not meet again at the next try.
                pause = min(FIRST_PAUSE_SECONDS * 2 ** (tries - 1), LONGEST_PAUSE_SECONDS)
                pause *= random.uniform(0.5, 1.5)
                of = self.timeouts.lock_attempts
                self.progress.warn(f"{error}; attempt {tries + 1} of {of} in {pause:.1f} s")
                time.sleep(pause)
        return attempt()

    @property
    def out_of_time(self) -> bool:
        """Whether the run's time is over."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def between(self) -> None:
        """Stand between two parts of the work: stop where time is up, let an apply go first.

        Errors: TimeIsUp.
        """
        if self.out_of_time:
            raise TimeIsUp
        self.yields()

    def count(self, **numbers: int) -> None:
        """Add to the figures."""
        for name, number in numbers.items():
            self.figures[name] = self.figures.get(name, 0) + number

    def tell(self, text: str) -> None:
        """Say how far the task is, now and then, and journal the figures with it."""
        if time.monotonic() - self._told >= TELL_EVERY_SECONDS:
            self._told = time.monotonic()
            self.progress.note(text)
            if self.journal is not None:
                self.journal.figures(self.entry, self.figures)

    def note(self, text: str) -> None:
        """Say something that belongs into the task's report."""
        self.notes.append(text)
        self.progress.note(text)

    def remains(self, remains: Any) -> None:
        """Journal what an interruption from now on would leave behind, None for nothing."""
        if self.journal is not None:
            self.journal.remains(self.entry, remains)

    def _bound(self, limit_ms: int) -> None:
        """Let the next statement run no longer than the target, the run and the task allow."""
        bounds = [self.timeouts.statement_ms, limit_ms]
        if self.deadline is not None:
            # Up, so that what the server cancels for this bound is past the deadline and no failure.
            bounds.append(max(1, math.ceil((self.deadline - time.monotonic()) * 1000)))
        shortest = min(filter(None, bounds), default=0)
        query = "SELECT pg_catalog.set_config('statement_timeout', %s, false)"
        self.connection.execute(query, [str(shortest)])
