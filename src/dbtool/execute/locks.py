"""One applier per database: session advisory locks, waited for by asking again.

A plain `pg_advisory_lock` would wait inside a statement and so hold a snapshot, for which another session's
CREATE INDEX CONCURRENTLY waits in turn: a deadlock. Asking again holds nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from dbtool.errors import LockedByAnother
from dbtool.execute.connect import APPLICATION_NAME, Connection, connect
from dbtool.execute.progress import Progress, Silent

# "dbto", "dbtw", "dbtm", "dbtn", "dbtb" and "dbtr" in ASCII; the key's second half is the database's oid.
APPLIER = 0x6462746F
WORKER = 0x64627477
MAINTAINER = 0x6462746D
MAINTAINER_WORKER = 0x6462746E
BACKUP = 0x64627462
ROLES = 0x64627472
TRY = """
SELECT pg_catalog.pg_try_advisory_lock(%s, d.oid::bigint::bit(32)::int)
FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
"""
RELEASE = """
SELECT pg_catalog.pg_advisory_unlock(%s, d.oid::bigint::bit(32)::int)
FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()
"""
HOLDER = """
SELECT l.pid, a.usename, a.application_name, a.client_addr::text, a.backend_start
FROM pg_catalog.pg_locks AS l
JOIN pg_catalog.pg_database AS d ON d.oid = l.database AND d.datname = pg_catalog.current_database()
LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted
  AND l.classid = %s::bigint::oid AND l.objid = d.oid AND l.objsubid = 2
  AND l.pid <> pg_catalog.pg_backend_pid()
"""
WHO = {
    APPLIER: "another dbtool",
    WORKER: "the last statement of a run that was cut off",
    MAINTAINER: "another dbtool maintain",
    MAINTAINER_WORKER: "the last statement of a maintenance that was cut off",
    BACKUP: "another dbtool backup",
    ROLES: "another dbtool that changes roles",
}
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 1.0
TELL_AFTER_SECONDS = 0.2


@contextmanager
def applier_lock(
    url: str,
    *,
    wait: bool = True,
    wait_seconds: float | None = None,
    progress: Progress | None = None,
) -> Iterator[Connection]:
    """Hold the database's applier lock on a connection of its own, which is given for reading on the side.

    Units: `wait_seconds` bounds the wait, None for no limit.
    Errors: LockedByAnother, naming the holder, at once without `wait` or after `wait_seconds`; as `connect`.
    """
    with connect(url, autocommit=True, application_name=f"{APPLICATION_NAME} lock") as connection:
        acquire(connection, APPLIER, wait=wait, wait_seconds=wait_seconds, progress=progress)
        yield connection


def acquire(
    connection: Connection,
    lock: int,
    *,
    wait: bool = True,
    wait_seconds: float | None = None,
    progress: Progress | None = None,
) -> None:
    """Take a lock of this database for the rest of the session; `connection` is in autocommit."""
    started, pause, told = time.monotonic(), FIRST_PAUSE_SECONDS, False
    while not _try(connection, lock):
        waited = time.monotonic() - started
        if not wait or (wait_seconds is not None and waited >= wait_seconds):
            raise LockedByAnother(
                f"{WHO[lock]} works on this database: {_holder(connection, lock)}",
                hint="wait for it to end, or leave out --no-wait" if not wait else "try again later",
            )
        if not told and waited > TELL_AFTER_SECONDS:
            told = True
            (progress or Silent()).note(f"waits for {WHO[lock]}: {_holder(connection, lock)}")
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def release(connection: Connection, lock: int) -> None:
    """Give a lock back before the session ends."""
    connection.execute(RELEASE, [lock])


def holder(connection: Connection, lock: int) -> str | None:
    """Name the other session that holds a lock of this database, None where there is none."""
    row = connection.execute(HOLDER, [lock]).fetchone()
    if row is None:
        return None
    pid, user, application, address, since = row
    named = f'pid {pid}, role "{user}", {application}'
    # Where from and since when is shown to members of that role alone.
    if since is None:
        return named
    return f"{named}, from {address or 'the server itself'}, since {since:%Y-%m-%d %H:%M:%S}"


def _try(connection: Connection, lock: int) -> bool:
    row = connection.execute(TRY, [lock]).fetchone()
    return bool(row and row[0])


def _holder(connection: Connection, lock: int) -> str:
    return holder(connection, lock) or "it has just ended"
