"""How far a dump is: tables by pg_dump's own words, bytes by the stream."""

from __future__ import annotations

import threading

from dbtool.execute.progress import Progress
from dbtool.model.statement import Statement
from dbtool.words import size

TABLE = "dumping contents of table "
# What an extension keeps is no table of the database's.
OWN = ("_timescaledb_catalog.", "_timescaledb_config.")
PARTS = 10


class Meter:
    """Tells a Progress of at most `PARTS` steps, however many tables there are."""

    def __init__(self, progress: Progress, tables: int, title: str) -> None:
        self._progress = progress
        self._tables = tables
        self._each = max(1, -(-tables // PARTS))
        self._seen = 0
        self._bytes = 0
        self._at = ""
        self._lock = threading.Lock()
        if tables:
            progress.begin(-(-tables // self._each), title)

    def said(self, line: str) -> None:
        """Take a line of pg_dump's."""
        name = line.removeprefix(TABLE).replace('"', "")
        if line.startswith(TABLE) and self._tables and not name.startswith(OWN):
            with self._lock:
                if 0 < self._seen < self._tables and self._seen % self._each == 0:
                    self._progress.step_done(self._statement(), 0)
                self._seen = min(self._seen + 1, self._tables)
                self._at = name
                self._progress.step_started(self._statement())

    def passed(self, count: int) -> None:
        """Take the bytes that went through."""
        with self._lock:
            self._bytes = count
            if self._seen:
                self._progress.step_started(self._statement())

    def end(self) -> None:
        """The last table is done."""
        if self._seen:
            self._progress.step_done(self._statement(), 0)

    def _statement(self) -> Statement:
        return Statement(
            sql="", note=f"{self._seen} of {self._tables} tables, {size(self._bytes)}: {self._at}"
        )
