"""What runs that were killed left behind: recognised by their journal, and cleared."""

from __future__ import annotations

import psycopg

from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection
from dbtool.execute.maintain import SORTS
from dbtool.execute.maintain.journal import Unfinished, close, unfinished
from dbtool.execute.maintain.work import TimeIsUp, Work
from dbtool.execute.progress import Progress


def recover(work: Work, side: Connection, progress: Progress) -> int:
    """Clear what earlier runs left, and give how many tasks that were.

    Both locks are held, so that whatever is still called started is of a run that is no more. What cannot be
    cleared now, as for a lock, stays in the journal for the next run.
    """
    entries = unfinished(side)
    for entry in entries:
        title = f"{entry.task} {'.'.join(entry.path)}"
        if entry.state == "started":
            progress.note(f"an earlier run was interrupted during: {title}")
        try:
            _clear(work, entry)
        except (DbtoolError, psycopg.Error, TimeIsUp) as error:
            progress.warn(f"what is left of {title} stays until the next run: {error}")
            continue
        close(side, entry)
    return len(entries)


def _clear(work: Work, entry: Unfinished) -> None:
    sort = next((each for each in SORTS if (each.name, each.kind) == (entry.task, entry.kind)), None)
    if sort is None or sort.clear is None:
        return
    # Its declaration may be gone by now.
    sort.clear(work, tuple(entry.path), entry.remains)
