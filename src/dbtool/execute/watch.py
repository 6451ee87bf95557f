"""Who stands in the way of a statement: asked on a second connection while the first one waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from dbtool.execute.connect import Connection
from dbtool.execute.progress import Progress

BLOCKERS = """
SELECT
  b.pid, a.usename, a.application_name, a.query_start,
  pg_catalog.left(pg_catalog.regexp_replace(a.query, '\\s+', ' ', 'g'), 80)
FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(%s)) AS b (pid)
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = b.pid
ORDER BY a.query_start, b.pid
"""
LONGEST_PAUSE_SECONDS = 1.0
# A thread that has nothing to watch for so many looks ends.
IDLE_LOOKS = 5


class Watch:
    """Looks, while a statement runs, at whom its backend waits for.

    One thread watches all statements of a run: to start one for each would take longer than most of them.
    """

    def __init__(self, connection: Connection, progress: Progress) -> None:
        self._connection = connection
        self._progress = progress
        self._changed = threading.Condition()
        self._pid: int | None = None
        self._pause = LONGEST_PAUSE_SECONDS
        self._watching = False
        self._told = ""
        self.blockers = ""

    @contextmanager
    def over(self, pid: int, lock_ms: int) -> Iterator[None]:
        """Watch the backend `pid` inside the block; afterwards `blockers` names whom it last waited for.

        Units: `lock_ms` is the lock timeout of the statement; it is looked at three times as often.
        """
        pause = min(LONGEST_PAUSE_SECONDS, lock_ms / 3000 if lock_ms else LONGEST_PAUSE_SECONDS)
        with self._changed:
            self.blockers = self._told = ""
            self._pid = pid
            if pause < self._pause:
                self._changed.notify()
            self._pause = pause
            if not self._watching:
                self._watching = True
                threading.Thread(target=self._look, daemon=True).start()
        try:
            yield
        finally:
            with self._changed:
                self._pid = None

    def _look(self) -> None:
        idle = 0
        while True:
            with self._changed:
                self._changed.wait(self._pause)
                pid = self._pid
                idle = 0 if pid is not None else idle + 1
                if idle > IDLE_LOOKS:
                    self._watching = False
                    return
            if pid is not None and not self._ask(pid):
                return

    def _ask(self, pid: int) -> bool:
        """Name the blockers of the statement at hand; False where nobody can be asked."""
        try:
            rows = self._connection.execute(BLOCKERS, [pid]).fetchall()
        except psycopg.Error:
            return False  # only a name is lost; the work goes on
        with self._changed:
            if self._pid is None or not rows:
                return True  # it ended meanwhile
            self.blockers = ", ".join(_named(*row) for row in rows)
            if self.blockers == self._told:
                return True
            self._told = self.blockers
        self._progress.note(f"waits for a lock held by {self.blockers}")
        return True


def _named(pid: int, user: str | None, application: str | None, since: object, query: str | None) -> str:
    if pid == 0:
        return "a prepared transaction (pg_prepared_xacts)"
    name = f'role "{user}"' if user else "a background process"
    program = f", {application}" if application else ""
    return f"pid {pid} ({name}{program}, since {since:%H:%M:%S}): {query}" if since else f"pid {pid} ({name})"
