"""Whether a restore to a moment would work: gaps in the archive, settings of the server, room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from dbtool.backup import wal
from dbtool.backup.repository import Backup, backups, folder_of
from dbtool.backup.store import Store
from dbtool.backup.wal_names import DEFAULT_BYTES, SEGMENT, next_segment, segment_of, timeline_of
from dbtool.catalog.query import Row, one
from dbtool.execute.connect import connect
from dbtool.words import span

SETTINGS = """
SELECT
  pg_catalog.current_setting('archive_mode') AS archive_mode,
  pg_catalog.current_setting('wal_level') AS wal_level,
  pg_catalog.current_setting('archive_timeout') AS archive_timeout,
  (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = 'archive_command') AS archive_command,
  (SELECT s.setting FROM pg_catalog.pg_settings AS s WHERE s.name = 'archive_library') AS archive_library,
  a.failed_count,
  a.last_failed_wal,
  a.last_archived_wal,
  coalesce(a.last_failed_time > coalesce(a.last_archived_time, '-infinity'), false) AS failing
FROM pg_catalog.pg_stat_archiver AS a
"""
LITTLE_BYTES = 2 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check has to say."""

    severity: Literal["ok", "warning", "error"]
    message: str
    advice: str = ""


def check(
    store: Store,
    name: str,
    url: str | None,
    *,
    archive: Store | None = None,
    max_base_age: timedelta | None = None,
) -> list[Finding]:
    """Give what keeps a restore to a moment from working, or that nothing does.

    Shape: WAL is in `archive` where it is elsewhere than base backups; without a URL the server is not asked.
    """
    folder, place = folder_of(name), archive or store
    found = [*_archive(place, folder, backups(store, folder), max_base_age)]
    if url:
        row = _asked(url)
        found += [*_server(row), *_elsewhere(row, place, folder)]
    free = place.free_bytes()
    if free is not None and free < LITTLE_BYTES:
        found.append(Finding("warning", f"{place.place} has {free:,} bytes left", "make room, or prune"))
    return found


def check_server(url: str) -> list[Finding]:
    """Give what of the server's own settings keeps a restore to a moment from working."""
    return [*_server(_asked(url))]


def _archive(
    store: Store, folder: str, found: Sequence[Backup], max_age: timedelta | None
) -> Iterator[Finding]:
    bases = [b.manifest for b in found if b.manifest and b.manifest.kind == "base" and not b.broken]
    if not bases:
        yield Finding(
            "error", "there is no base backup: WAL alone restores nothing", "`dbtool backup base` takes one"
        )
        return
    base = bases[-1]
    age = datetime.now(UTC) - datetime.fromisoformat(base.finished)
    if max_age is not None and age > max_age:
        message = f"the last base backup is {span(age.total_seconds())} old: so much WAL would be replayed"
        yield Finding("warning", message, "`dbtool backup base` takes one")
    names: dict[str, set[str]] = {}
    for each in wal.archived(store, folder):
        if SEGMENT.fullmatch(each.name):
            names.setdefault(each.name, set()).add(each.sha256)
    for name in sorted(name for name, sums in names.items() if len(sums) > 1):
        yield Finding("error", f"the archive holds {name} twice, with different contents")
    size = wal.segment_bytes(store, folder) or DEFAULT_BYTES
    timeline = base.timeline or 1
    wanted = segment_of(base.wal_end or "0/0", timeline, size)
    last = max((n for n in names if timeline_of(n) == timeline), default="")
    if not last:
        message = f"no WAL of timeline {timeline} is archived: a restore ends with {base.id}"
        yield Finding("error", message, "set archive_command: `dbtool backup schedule` prints it")
        return
    while wanted < last:
        if wanted not in names:
            message = f"{wanted} is missing: from {base.id} no restore goes beyond it"
            yield Finding("error", message, "take a new base backup: `dbtool backup base`")
            return
        wanted = next_segment(wanted, size)
    if last < wanted:
        yield Finding("warning", f"nothing is archived after {base.id} yet, up to {last}")
        return
    yield Finding("ok", f"WAL is whole from {base.id} to {last}")


def _asked(url: str) -> Row:
    with connect(url, autocommit=True, application_name="dbtool pitr check") as connection:
        return one(connection, SETTINGS)


def _server(row: Row) -> Iterator[Finding]:
    if row["wal_level"] == "minimal":
        yield Finding("error", "wal_level is minimal: WAL has too little in it", "set wal_level = replica")
    if row["archive_mode"] == "off":
        yield Finding("error", "archive_mode is off", "set archive_mode = on, and restart the server")
        return
    command = row["archive_command"] or ""
    if not command and not row["archive_library"]:
        yield Finding("error", "archive_command is empty: WAL piles up", "`dbtool backup schedule` prints it")
    if command.split()[:1] == ["cp"]:
        yield Finding(
            "error", "archive_command copies with cp, which overwrites", "`dbtool backup schedule` prints one"
        )
    if row["failing"]:
        yield Finding(
            "error",
            f"archiving fails, last {row['last_failed_wal']} ({row['failed_count']} times)",
            "the server's log says why",
        )
    if row["archive_timeout"] in ("0", "0s"):
        yield Finding(
            "warning",
            "archive_timeout is 0: on a quiet server a restore may lose hours",
            "set archive_timeout = 5min",
        )


def _elsewhere(row: Row, store: Store, folder: str) -> Iterator[Finding]:
    last = row["last_archived_wal"]
    if last and SEGMENT.fullmatch(last) and not any(e.name == last for e in wal.archived(store, folder)):
        yield Finding("error", f"the server archived {last} last, and it is not here: somewhere else?")
