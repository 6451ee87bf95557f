"""Who may work on a database: one run of maintenance at a time, and an apply before it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from dbtool.errors import LockedByAnother
from dbtool.execute.connect import Connection
from dbtool.execute.locks import APPLIER, LONGEST_PAUSE_SECONDS, MAINTAINER, WHO, acquire, holder, release
from dbtool.execute.maintain.work import TimeIsUp
from dbtool.execute.progress import Progress


def enter(side: Connection, *, wait: bool, deadline: float | None, progress: Progress) -> None:
    """Take the lock; wait for a run or an apply, or leave it to them. Errors: LockedByAnother."""
    acquire(side, MAINTAINER, wait=wait, wait_seconds=_left(deadline), progress=progress)
    busy = holder(side, APPLIER)
    if busy and not wait:
        raise LockedByAnother(f"{WHO[APPLIER]} works on this database: {busy}")
    let_applier_go(side, deadline, progress)


def _left(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())


def let_applier_go(side: Connection, deadline: float | None, progress: Progress) -> None:
    """Wait while an apply works on the database, or until time is up."""
    told = False
    while busy := holder(side, APPLIER):
        if deadline is not None and time.monotonic() >= deadline:
            return
        if not told:
            told = True
            progress.note(f"waits for {WHO[APPLIER]}: {busy}")
        time.sleep(LONGEST_PAUSE_SECONDS / 2)


@contextmanager
def applying(side: Connection, deadline: float | None, progress: Progress) -> Iterator[None]:
    """Hold the applier's lock for the block, on a connection that stays open after it. Errors: TimeIsUp."""
    try:
        acquire(side, APPLIER, wait_seconds=_left(deadline), progress=progress)
    except LockedByAnother:
        raise TimeIsUp from None
    try:
        yield
    finally:
        if not side.closed:
            release(side, APPLIER)
