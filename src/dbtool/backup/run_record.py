"""How the last run stands: a repository of which it failed is not pruned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg

from dbtool.backup.errors import BackupFailed, StorageFailed
from dbtool.backup.repository import note_run
from dbtool.backup.store import Store
from dbtool.errors import DbtoolError


@contextmanager
def noted_run(store: Store, folder: str) -> Iterator[None]:
    """Keep how the run ends: prune removes nothing after one that failed.

    Errors: BackupFailed in the place of what the server says.
    """
    note_run(store, folder, "running")
    try:
        yield
    except BaseException as error:
        told = _refused(error) if isinstance(error, psycopg.Error) else error
        with suppress(StorageFailed):
            note_run(store, folder, "failed", told.message if isinstance(told, DbtoolError) else repr(told))
        if told is error:
            raise
        raise told from None
    note_run(store, folder, "done")


def _refused(error: psycopg.Error) -> BackupFailed:
    said = " ".join(str(error.diag.message_primary or error).split())
    return BackupFailed(f"the server refused a query of the backup's: {said}")
