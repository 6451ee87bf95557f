"""Applying: revisions up and down, and plans without revisions."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from dbtool.execute.chunk_locks import check_locks
from dbtool.execute.connect import Connection
from dbtool.execute.executor import Executor
from dbtool.execute.history import DIRECT, clear_ledger
from dbtool.execute.migrate import Migrations, migrate
from dbtool.execute.progress import Progress
from dbtool.execute.repository import HEAD, Repository
from dbtool.execute.runner import statement_of
from dbtool.execute.tally import Tally
from dbtool.execute.upgrades import SessionsOver
from dbtool.execute.workplace import (
    Options,
    Workplace,
    open_workplace,
    outside_transaction,
    recover_interrupted,
)
from dbtool.model.plan import Plan


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """What a run did.

    Shape: `revisions` in the order in which they were completed; `held` says what is not in force on this
           edition.
    Units: `steps` ran now, `skipped` had been done by an earlier run; `seconds` is wall time, waits included.
    """

    revisions: tuple[str, ...] = ()
    steps: int = 0
    skipped: int = 0
    held: tuple[str, ...] = ()
    seconds: float = 0.0


class NotWhole(Exception):
    """The plan does not fit into one transaction, or does not give there what it should."""


def apply_revisions(
    url: str,
    script_location: str | Path,
    target: str = HEAD,
    *,
    options: Options | None = None,
    progress: Progress | None = None,
) -> ApplyResult:
    """Bring the database up to a revision, going on where an earlier run stopped.

    Errors: LedgerConflict, CommunityRequired and WrongUsage before anything changes; StepFailed,
            InsufficientRights and ServerUnavailable with the batches before them committed and journalled;
            LockedByAnother. KeyboardInterrupt passes, the running statement cancelled, its batch undone.
    """
    repository = Repository(script_location)
    return _migrate(url, repository, lambda heads: repository.upgrades(target, heads), options, progress)


def rollback(
    url: str,
    script_location: str | Path,
    *,
    steps: int = 1,
    to: str | None = None,
    options: Options | None = None,
    progress: Progress | None = None,
) -> ApplyResult:
    """Take the database back by a number of revisions, or to one (`base` for none at all).

    Errors: as `apply_revisions`; LedgerConflict before anything changes where one of them has no way back.
    """
    repository = Repository(script_location)
    target = to if to is not None else f"-{steps}"
    return _migrate(url, repository, lambda heads: repository.downgrades(target, heads), options, progress)


def run_plan(
    url: str,
    plan: Plan,
    *,
    options: Options | None = None,
    progress: Progress | None = None,
    before: Callable[[Connection], None] | None = None,
    whole: Callable[[Connection], None] | None = None,
) -> ApplyResult:
    """Run a plan without revisions, each of its batches in a transaction.

    `before` may look at the database once the lock is held, and raise if the plan is stale by now. With
    `whole` all of it is one transaction, at whose end that may look at the result, and raise.
    An interrupted run is not gone on with: make a new plan from what is there.
    Errors: as `apply_revisions`; NotWhole where the plan needs more than one transaction.
    """
    started, tally = time.monotonic(), Tally()

    def once(place: Workplace, first: bool) -> None:
        if first:
            recover_interrupted(place.work, place.runner, place.progress)
            if before is not None:
                before(place.side)
        _run_steps(place, plan, tally, whole)
        if not place.options.trace:
            clear_ledger(place.work)
            place.work.commit()

    _in_sessions(url, options or Options(), progress, once)
    return _result([], tally, started)


def _in_sessions(
    url: str, options: Options, progress: Progress | None, once: Callable[[Workplace, bool], None]
) -> None:
    """Do the work, in new sessions from where it was each time that an update ends those that are open."""
    first = True
    while True:
        try:
            with open_workplace(url, options, progress) as place:
                return once(place, first)
        except SessionsOver:
            first = False


def _run_steps(
    place: Workplace, plan: Plan, tally: Tally, whole: Callable[[Connection], None] | None
) -> None:
    work, statements = place.work, [replace(statement_of(step), lock=step.lock) for step in plan.steps]
    executor = Executor(
        work,
        place.runner,
        place.progress,
        outside=_nowhere if whole else lambda: outside_transaction(work),
        afresh=place.afresh,
        community_features=place.options.community_features,
        tally=tally,
    )
    executor.edition.refuse(statements, place.side)
    check_locks(place.side, statements, place.progress)
    place.roles.hold_for(statements)

    def attempt() -> None:
        try:
            executor.begin(DIRECT + plan.fingerprint, "up", plain=True)
            for statement in statements:
                executor(statement)
            executor.complete(None)
            if whole:
                whole(work)
            work.commit()
        except SessionsOver:
            # The server ends this session at the next word.
            raise
        except BaseException:
            if not work.closed:
                work.rollback()
            raise

    place.progress.begin(len(statements) - len(tally.ran), "Applying")
    try:
        place.retrying(attempt, executor)
    finally:
        place.progress.end()


def _nowhere() -> AbstractContextManager[None]:
    raise NotWhole


def _migrate(
    url: str,
    repository: Repository,
    inner: Migrations,
    options: Options | None,
    progress: Progress | None,
) -> ApplyResult:
    started, tally = time.monotonic(), Tally()
    finished: list[str] = []

    def once(place: Workplace, first: bool) -> None:
        if first:
            recover_interrupted(place.work, place.runner, place.progress)
        migrate(place, repository, inner, tally, finished)

    _in_sessions(url, options or Options(), progress, once)
    return _result(finished, tally, started)


def _result(revisions: list[str], tally: Tally, started: float) -> ApplyResult:
    return ApplyResult(
        revisions=tuple(revisions),
        steps=len(tally.ran),
        skipped=tally.skipped,
        held=tuple(tally.held.values()),
        seconds=time.monotonic() - started,
    )
