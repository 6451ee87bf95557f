"""A database that was there before its revisions: they are recorded as applied, and nothing is run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from dbtool.errors import LedgerConflict, WrongUsage
from dbtool.execute.connect import Connection
from dbtool.execute.journal import Journal
from dbtool.execute.progress import Progress
from dbtool.execute.reading import read_revision
from dbtool.execute.repository import Repository
from dbtool.execute.workplace import Options, open_workplace

_AT = "SELECT version_num FROM dbtool.alembic_version"
_SET = "INSERT INTO dbtool.alembic_version (version_num) VALUES (%s)"


def record_baseline(
    url: str,
    script_location: Path,
    check: Callable[[Connection], None],
    *,
    options: Options,
    progress: Progress,
) -> tuple[str, ...]:
    """Record all revisions as applied and give them, oldest first.

    `check` looks at the database while the lock is held, and raises where it is not what they make.
    Errors: WrongUsage without a revision; LedgerConflict where the database is at one already; those of
            `check` and `open_workplace`. Nothing is recorded then.
    """
    repository = Repository(script_location)
    # Also says so where the files have two newest revisions.
    revisions = [step.revision for step in repository.upgrades("head", ())]
    if not revisions:
        raise WrongUsage(
            "there is no revision to record", hint="write one with `dbtool revision -m baseline`"
        )
    with open_workplace(url, options, progress) as place:
        at = [version for (version,) in place.work.execute(_AT)]
        if at:
            raise LedgerConflict(
                f"the database is at revision {', '.join(at)} already",
                hint="a baseline is for a database that no revision was applied to; run dbtool apply",
            )
        check(place.side)
        journal = Journal(place.work, uuid4())
        for script in revisions:
            checksum = read_revision(Path(script.path)).checksum
            journal.record(script.revision, checksum, timedelta(0))
        place.work.execute(_SET, [revisions[-1].revision])
        place.work.commit()
    return tuple(script.revision for script in revisions)
