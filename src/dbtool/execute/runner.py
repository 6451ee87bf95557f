"""The runner: one statement, as it is written, under its timeouts. The only place that runs steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

import psycopg

from dbtool.errors import Origin
from dbtool.execute.connect import Connection, Timeouts
from dbtool.execute.failures import failure
from dbtool.execute.passwords import missing, set_password
from dbtool.execute.progress import Progress, Silent
from dbtool.execute.secrets import with_secrets
from dbtool.execute.watch import Watch
from dbtool.kinds.access.role import password_variable
from dbtool.model.fact import Fact
from dbtool.model.key import Key
from dbtool.model.plan import Step
from dbtool.model.statement import Statement

SAVE = "SAVEPOINT dbtool_together"
RELEASE = "RELEASE SAVEPOINT dbtool_together"
BACK = "ROLLBACK TO SAVEPOINT dbtool_together"


class Runner:
    """Runs statements on one connection, in whatever transaction it is in.

    Shape: `watch` names the sessions that a statement waits for; without it they stay unnamed.
           `origin` is the revision file that errors point to.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        timeouts: Timeouts | None = None,
        progress: Progress | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._connection = connection
        self._timeouts = timeouts or Timeouts()
        self._progress = progress or Silent()
        self._watch = watch
        self.origin: Origin | None = None
        self._listening = False
        connection.add_notice_handler(self._told)

    @property
    def connection(self) -> Connection:
        """The connection that the statements run on."""
        return self._connection

    def run(self, step: Statement | Step) -> psycopg.Cursor[tuple[Any, ...]]:
        """Run one statement, set the password that belongs to it, and give the statement's cursor.

        Errors: StatementRefused with what the server said, LockNotAvailable if trying again may help,
                InsufficientRights, ServerUnavailable if the connection was lost.
        """
        statement = statement_of(step) if isinstance(step, Step) else step
        with self._patience(statement), self._errors(statement):
            self._listening = True
            # Bytes without parameters: psycopg then reads no placeholder in them.
            cursor = self._connection.execute(with_secrets(statement).encode())
        if statement.password_of:
            self._set_password(statement, statement.password_of)
        return cursor

    def run_together(self, statements: Sequence[Statement]) -> bool:
        """Run statements without waiting for the answer to each; False if one is refused, and none in force.

        The caller then runs them one by one, and so learns which it was.
        Shape: the connection is not in autocommit; the statements have no secrets or passwords.
        """
        watch = self._watch
        pid = self._connection.info.backend_pid
        over = watch.over(pid, self._timeouts.lock_ms) if watch else nullcontext()
        refused = suppress(psycopg.Error)
        done = False
        try:
            self._listening = True
            # The inner one too: an error that leaves the pipeline on top of another is written to the log.
            with over, refused, self._connection.pipeline() as pipeline, refused:
                self._connection.execute(SAVE)
                for statement in statements:
                    self._connection.execute(statement.sql.encode())
                self._connection.execute(RELEASE)
                pipeline.sync()
                done = True
        finally:
            self._listening = False
        if not done and self._connection.info.transaction_status == psycopg.pq.TransactionStatus.INERROR:
            self._connection.execute(BACK)
        return done

    def recover(self, statement: Statement) -> None:
        """Clear what an interrupted run of the statement left behind."""
        if statement.recover:
            cleared = Statement(
                sql=statement.recover, note=f"Clearing what was left of: {statement.note}", patient=True
            )
            self.run(cleared)

    def _told(self, said: psycopg.errors.Diagnostic) -> None:
        """Pass on what the server says while a step runs; what it says to the journal is nobody's news."""
        if self._listening and said.severity_nonlocalized == "WARNING":
            self._progress.warn(f"the server warns: {said.message_primary}")
        elif self._listening and said.severity_nonlocalized == "NOTICE":
            self._progress.note(f"the server says: {said.message_primary}")

    def _set_password(self, statement: Statement, role: str) -> None:
        reference = statement.password_from or password_variable(role)
        setting = Statement(sql="", note=f"Sets the password of role {role}.")
        with self._errors(setting):
            found = set_password(self._connection, role, reference)
        if not found:
            self._progress.warn(f"role {role} has no new password: {missing(reference)}")

    @contextmanager
    def _patience(self, statement: Statement) -> Iterator[None]:
        """Let a statement that blocks nobody wait long for its locks."""
        if not statement.patient:
            yield
            return
        self._set_lock_timeout(self._timeouts.patient_lock_ms)
        try:
            yield
        finally:
            # In a failed transaction nothing can be set, and its rollback takes the setting back.
            if self._connection.info.transaction_status in (
                psycopg.pq.TransactionStatus.IDLE,
                psycopg.pq.TransactionStatus.INTRANS,
            ):
                self._set_lock_timeout(self._timeouts.lock_ms)

    def _set_lock_timeout(self, milliseconds: int) -> None:
        query = "SELECT pg_catalog.set_config('lock_timeout', %s, false)"
        self._connection.execute(query, [str(milliseconds)])

    @contextmanager
    def _errors(self, statement: Statement) -> Iterator[None]:
        lock_ms = self._timeouts.patient_lock_ms if statement.patient else self._timeouts.lock_ms
        watch = self._watch
        over = watch.over(self._connection.info.backend_pid, lock_ms) if watch else nullcontext()
        try:
            with over:
                yield
        except psycopg.Error as error:
            blockers = watch.blockers if watch else ""
            raise failure(error, statement, origin=self.origin, blockers=blockers) from None
        finally:
            self._listening = False


def statement_of(step: Step) -> Statement:
    """Give a plan's step as the plain values that revisions hold."""
    return Statement(
        sql=step.sql,
        note=step.note,
        transactional=step.transactional,
        alone=step.alone,
        fresh=step.fresh,
        community=step.community,
        recover=step.recover,
        patient=step.patient,
        password_of=step.password_of,
        password_from=step.password_from,
        secrets=step.secrets,
        hazards=step.hazards,
        declares=tuple(_declared(fact) for fact in step.declares),
        withdraws=tuple(_path(key) for key in step.withdraws),
    )


def _declared(fact: Fact) -> Mapping[str, Any]:
    return {"key": _path(fact.key), "values": fact.values()}


def _path(key: Key) -> list[str]:
    return [key.kind, *key.path]
