"""Applying: revisions up and down, and plans without revisions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dbtool.execute.connect import Connection
from dbtool.execute.executor import Executor
from dbtool.execute.history import DIRECT, clear_ledger
from dbtool.execute.migrate import Migrations, migrate
from dbtool.execute.progress import Progress
from dbtool.execute.repository import HEAD, Repository
from dbtool.execute.runner import statement_of
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
) -> ApplyResult:
    """Run a plan without revisions, each of its batches in a transaction.

    `before` may look at the database once the lock is held, and raise if the plan is stale by now.
    An interrupted run is not gone on with: make a new plan from what is there.
    Errors: as `apply_revisions`.
    """
    started = time.monotonic()
    with open_workplace(url, options or Options(), progress) as place:
        recover_interrupted(place.work, place.runner, place.progress)
        if before is not None:
            before(place.side)
        executor = _run_steps(place, plan)
        if not place.options.trace:
            clear_ledger(place.work)
            place.work.commit()
    return _result((), executor, started)


def _run_steps(place: Workplace, plan: Plan) -> Executor:
    work, statements = place.work, [replace(statement_of(step), lock=step.lock) for step in plan.steps]
    executor = Executor(
        work,
        place.runner,
        place.progress,
        outside=lambda: outside_transaction(work),
        community_features=place.options.community_features,
    )
    executor.refuse_community(statements, place.side)

    def attempt() -> None:
        try:
            executor.begin(DIRECT + plan.fingerprint, "up", plain=True)
            for statement in statements:
                executor(statement)
            executor.complete(None)
            work.commit()
        except BaseException:
            if not work.closed:
                work.rollback()
            raise

    place.progress.begin(len(statements), "Applying")
    try:
        place.retrying(attempt, executor)
    finally:
        place.progress.end()
    return executor


def _migrate(
    url: str,
    repository: Repository,
    inner: Migrations,
    options: Options | None,
    progress: Progress | None,
) -> ApplyResult:
    started = time.monotonic()
    with open_workplace(url, options or Options(), progress) as place:
        recover_interrupted(place.work, place.runner, place.progress)
        migration = migrate(place, repository, inner)
    return _result(tuple(migration.finished), migration.executor, started)


def _result(revisions: tuple[str, ...], executor: Executor, started: float) -> ApplyResult:
    tally = executor.tally
    return ApplyResult(
        revisions=revisions,
        steps=len(tally.ran),
        skipped=tally.skipped,
        held=tuple(tally.held.values()),
        seconds=time.monotonic() - started,
    )
