"""The connection on which tasks are carried out."""

from __future__ import annotations

from contextlib import closing

from dbtool.catalog.server import ServerInfo
from dbtool.execute.connect import Connection, Timeouts, connect
from dbtool.execute.locks import MAINTAINER_WORKER, acquire
from dbtool.execute.maintain.gate import let_applier_go
from dbtool.execute.maintain.work import Work
from dbtool.execute.progress import Progress
from dbtool.execute.runner import Runner
from dbtool.execute.watch import Watch

APPLICATION_NAME = "dbtool maintain"
# The server notices within a second or two that a client is gone.
CUT_OFF_SECONDS = 5.0


class Workplace:
    """The connection that does the work, made again where it was lost or a task has used it up."""

    def __init__(
        self,
        url: str,
        side: Connection,
        server: ServerInfo,
        timeouts: Timeouts,
        progress: Progress,
        deadline: float | None,
    ) -> None:
        self._url, self.side, self._server = url, side, server
        self._timeouts, self._progress, self.deadline = timeouts, progress, deadline
        self._connection: Connection | None = None

    def __enter__(self) -> Workplace:
        return self

    def __exit__(self, *_: object) -> None:
        self.renew()

    def renew(self) -> None:
        """Let the next task have a session of its own."""
        if self._connection is not None:
            with closing(self._connection):
                self._connection = None

    def work(self) -> Work:
        """Give what the next task works with. Errors: as `connect`."""
        if self._connection is not None and (self._connection.closed or self._connection.broken):
            self.renew()
        if self._connection is None:
            self._connection = self._open()
        runner = Runner(
            self._connection,
            timeouts=self._timeouts,
            progress=self._progress,
            watch=Watch(self.side, self._progress),
        )
        return Work(
            connection=self._connection,
            server=self._server,
            runner=runner,
            timeouts=self._timeouts,
            progress=self._progress,
            deadline=self.deadline,
            yields=lambda: let_applier_go(self.side, self.deadline, self._progress),
        )

    def _open(self) -> Connection:
        connection = connect(
            self._url, autocommit=True, application_name=APPLICATION_NAME, timeouts=self._timeouts
        )
        # A killed run's backend may still be at its last statement. Its lock goes only with it.
        acquire(connection, MAINTAINER_WORKER, wait_seconds=CUT_OFF_SECONDS, progress=self._progress)
        return connection
