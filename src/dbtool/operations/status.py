"""`dbtool status` and `dbtool history`."""

from __future__ import annotations

from datetime import datetime

from dbtool.catalog.query import one
from dbtool.errors import InsufficientRights
from dbtool.execute import revisions
from dbtool.execute.connect import Connection, place
from dbtool.execute.history import has_ledger, open_entries
from dbtool.execute.kept import kept_objects
from dbtool.operations.held import held_items
from dbtool.operations.lifecycle.lifecycle import lifecycle_of
from dbtool.operations.maintain import MaintainStatus, upkeep_of
from dbtool.operations.pending import head_of, pending_of
from dbtool.operations.results import HistoryEntry, StatusResult
from dbtool.operations.sources import Live, live_url, open_live
from dbtool.settings import Subject

_DETAILS = """
SELECT
  pg_catalog.current_database()::text AS database,
  pg_catalog.pg_database_size(pg_catalog.current_database()) AS size_bytes,
  (
    SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE datname = pg_catalog.current_database()
  ) AS sessions,
  pg_catalog.clock_timestamp() AS now
"""


def status(subject: Subject) -> StatusResult:
    """Say where the live database stands against the repository, and what is half done there."""
    with open_live(subject) as live:
        upkeep = _upkeep(subject, live)
        details = one(live.connection, _DETAILS)
        if old := kept_objects(live.connection):
            details["kept"] = ", ".join(f"{each.schema}.{each.name} (was {each.was})" for each in old)
        return StatusResult(
            database=subject.name,
            url=place(live_url(subject)),
            server=_server(live),
            edition=live.server.edition,
            current=revisions.current(live.connection),
            head=head_of(subject.migrations) if subject.migrations else None,
            pending=tuple(found.revision for found in pending_of(subject, live.connection)),
            unfinished=_unfinished(live.connection),
            held=held_items(live.connection, live.server),
            now=details.pop("now"),
            details=details,
            lifecycle=lifecycle_of(live, upkeep),
            upkeep=upkeep,
        )


def history(subject: Subject) -> tuple[HistoryEntry, ...]:
    """Give the repository's revisions, oldest first, each with when and by whom it was applied."""
    if subject.migrations is None:
        return ()
    with open_live(subject) as live:
        return tuple(_entry(found) for found in revisions.history(live.connection, subject.migrations))


def _entry(found: revisions.Revision) -> HistoryEntry:
    return HistoryEntry(
        revision=found.revision,
        message=found.message,
        path=str(found.path),
        # Plain alembic leaves no record of the time: the version table alone says that it was applied.
        applied_at=_time(found.applied_at, found.applied),
        by=found.by,
        seconds=found.duration.total_seconds() if found.duration else None,
    )


def _upkeep(subject: Subject, live: Live) -> MaintainStatus | None:
    try:
        return upkeep_of(subject, live)
    except InsufficientRights:
        return None


def _server(live: Live) -> str:
    version = live.server.version
    text = f"PostgreSQL {version // 10000}.{version % 10000}"
    return f"{text}, TimescaleDB {live.server.timescaledb}" if live.server.timescaledb else text


def _unfinished(connection: Connection) -> str | None:
    if not has_ledger(connection):
        return None
    entries = open_entries(connection)
    if not entries:
        return None
    last = entries[-1]
    return f"revision {last.revision}, step {last.step + 1}: {last.note}"


def _time(at: datetime | None, applied: bool) -> str | None:
    if at is None:
        return "unknown" if applied else None
    return at.isoformat(timespec="seconds")
