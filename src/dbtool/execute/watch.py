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


class Watch:
    """Looks, while a statement runs, at whom its backend waits for."""

    def __init__(self, connection: Connection, progress: Progress) -> None:
        self._connection = connection
        self._progress = progress
        self.blockers = ""

    @contextmanager
    def over(self, pid: int, lock_ms: int) -> Iterator[None]:
        """Watch the backend `pid` inside the block; afterwards `blockers` names whom it last waited for.

        Units: `lock_ms` is the lock timeout of the statement; it is looked at three times as often.
        """
        self.blockers = ""
        pause = min(LONGEST_PAUSE_SECONDS, lock_ms / 3000 if lock_ms else LONGEST_PAUSE_SECONDS)
        ended = threading.Event()
        thread = threading.Thread(target=self._look, args=(pid, pause, ended), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _look(self, pid: int, pause: float, ended: threading.Event) -> None:
        told = ""
        while not ended.wait(pause):
            try:
                rows = self._connection.execute(BLOCKERS, [pid]).fetchall()
            except psycopg.Error:
                return  # only a name is lost; the work goes on
            if rows:
                self.blockers = ", ".join(_named(*row) for row in rows)
            if rows and self.blockers != told:
                told = self.blockers
                self._progress.note(f"waits for a lock held by {told}")


def _named(pid: int, user: str | None, application: str | None, since: object, query: str | None) -> str:
    if pid == 0:
        return "a prepared transaction (pg_prepared_xacts)"
    name = f'role "{user}"' if user else "a background process"
    program = f", {application}" if application else ""
    return f"pid {pid} ({name}{program}, since {since:%H:%M:%S}): {query}" if since else f"pid {pid} ({name})"
