"""The workplace: the lock, the connections and the runner that one run on one database uses."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection as EngineConnection

from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection, Timeouts, driver, engine
from dbtool.execute.executor import Executor
from dbtool.execute.failures import LockNotAvailable
from dbtool.execute.history import DIRECT, ensure_ledger, open_entries
from dbtool.execute.locks import WORKER, acquire, applier_lock
from dbtool.execute.progress import Progress, Silent
from dbtool.execute.roles_lock import RolesLock
from dbtool.execute.runner import Runner
from dbtool.execute.upgrades import session_of_its_own
from dbtool.execute.watch import Watch
from dbtool.model.key import Key
from dbtool.model.statement import Statement
from dbtool.settings import CommunityFeatures

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
# The server notices within a second or two that a client is gone.
CUT_OFF_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Options:
    """How a run behaves.

    Shape: `allowed` are hazards that a step may find in the database itself. `own` are objects whose
           declaration is left to the target's own, which is put in force afterwards: a retention that is
           shorter than the target's would delete rows in between. Without `trace` a plan that ran leaves no
           schema `dbtool` behind, unless that holds what is needed later.
    Units: `wait_seconds` bounds the wait for another dbtool, None for no limit; without `wait` there is none.
    """

    timeouts: Timeouts = field(default_factory=Timeouts)
    community_features: CommunityFeatures = "require"
    allowed: frozenset[str] = frozenset()
    own: frozenset[Key] = frozenset()
    trace: bool = True
    wait: bool = True
    wait_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Workplace:
    """What one run works with.

    Shape: `work` is the psycopg connection under `connection`; `side` is in autocommit and holds the lock;
           `roles` is the lock of the server's roles.
    """

    url: str
    connection: EngineConnection
    work: Connection
    side: Connection
    runner: Runner
    progress: Progress
    options: Options
    roles: RolesLock

    def afresh(self, statement: Statement) -> AbstractContextManager[Connection]:
        """Run a statement as the first of a new session, and lend that."""
        return session_of_its_own(self.url, statement, self.options.timeouts)

    def retrying(self, attempt: Callable[[], None], executor: Executor) -> None:
        """Run `attempt`, again where a lock was not free; it must go on from what is committed.

        Errors: LockNotAvailable after as many attempts at one step as the options allow.
        """
        tries, stuck_at = 0, executor.position
        while True:
            try:
                return attempt()
            except LockNotAvailable as error:
                tries = tries + 1 if executor.position == stuck_at else 1
                stuck_at = executor.position
                if tries >= self.options.timeouts.lock_attempts:
                    executor.record_failure(error)
                    raise
                self._pause(error, tries)
            except DbtoolError as error:
                executor.record_failure(error)
                raise

    def _pause(self, error: DbtoolError, tries: int) -> None:
        # Jitter, so that two tools which met at one lock do not meet again at the next try.
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (tries - 1), LONGEST_PAUSE_SECONDS) * random.uniform(0.5, 1.5)
        attempts = self.options.timeouts.lock_attempts
        self.progress.warn(f"{error}; attempt {tries + 1} of {attempts} in {pause:.1f} s")
        time.sleep(pause)


@contextmanager
def open_workplace(url: str, options: Options, progress: Progress | None = None) -> Iterator[Workplace]:
    """Take the database's lock, make sure that the ledger is there, and give what a run works with.

    Errors: as `connect`; LockedByAnother; InsufficientRights where the ledger may not be created.
    """
    progress = progress or Silent()
    lock = applier_lock(url, wait=options.wait, wait_seconds=options.wait_seconds, progress=progress)
    roles = RolesLock(url, options.wait, options.wait_seconds, progress)
    with lock as side, roles, engine(url, timeouts=options.timeouts).connect() as connection:
        work = driver(connection)
        work.autocommit = True
        # A killed run's backend may still be at its last statement. Its own lock goes only with it.
        waits = options.wait_seconds if options.wait else CUT_OFF_SECONDS
        acquire(work, WORKER, wait_seconds=waits, progress=progress)
        # A routine may be made before the table that its body names; scratch has seen both.
        work.execute("SET check_function_bodies = off")
        allowed = ",".join(sorted(options.allowed))
        work.execute("SELECT pg_catalog.set_config('dbtool.allowed', %s, false)", [allowed])
        work.autocommit = False
        ensure_ledger(work)
        watch = Watch(side, progress)
        runner = Runner(work, timeouts=options.timeouts, progress=progress, watch=watch)
        yield Workplace(url, connection, work, side, runner, progress, options, roles)


def recover_interrupted(work: Connection, runner: Runner, progress: Progress) -> int:
    """Clear what interrupted runs without revisions left behind; gives the number of steps cleared.

    Such a run is never gone on with: the next plan is made from what is there.
    """
    with work.transaction():
        entries = [entry for entry in open_entries(work) if entry.revision.startswith(DIRECT)]
    started = [entry for entry in entries if entry.state == "started"]
    with outside_transaction(work):
        for entry in started:
            progress.note(f"begun by an earlier run, cleared: {entry.note}")
            runner.recover(Statement(sql="", note=entry.note, recover=entry.recover))
        for entry in entries:
            work.execute("UPDATE dbtool.journal SET open = false WHERE id = %s", [entry.id])
    return len(started)


@contextmanager
def outside_transaction(work: Connection) -> Iterator[None]:
    """Commit what was done so far and give a block in which each statement commits itself."""
    work.commit()
    work.autocommit = True
    try:
        yield
    finally:
        if not work.closed:
            work.autocommit = False
