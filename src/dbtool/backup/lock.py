"""One backup of a database at a time: on this host by the repository, among hosts by the source's server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dbtool.backup.errors import RepositoryLocked
from dbtool.backup.store import Store
from dbtool.errors import LockedByAnother
from dbtool.execute.connect import connect
from dbtool.execute.limits import lift_limits
from dbtool.execute.locks import BACKUP, acquire


@contextmanager
def only_one(store: Store, database: str, url: str | None, *, wait: bool = False) -> Iterator[None]:
    """Keep every other run over the database's backups out for the time of the block.

    Shape:  without a URL only the repository is locked.
    Errors: RepositoryLocked at once without `wait`; as `connect`.
    """
    with store.lock(database, wait=wait):
        if url is None:
            yield
            return
        with connect(url, autocommit=True, application_name="dbtool backup lock") as connection:
            # It waits for the whole of the run, and would take the lock with it.
            lift_limits(connection)
            try:
                acquire(connection, BACKUP, wait=wait)
            except LockedByAnother as error:
                raise RepositoryLocked(error.message, hint="wait for it to end, or say --wait") from None
            yield
