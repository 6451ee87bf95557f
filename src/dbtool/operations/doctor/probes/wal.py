"""WAL that piles up: replication slots that hold it, and an archiver that fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, gravity, number
from dbtool.operations.doctor.results import Column, Finding, Table
from dbtool.words import plural, size, span

MUCH_BYTES, TOO_MUCH_BYTES = 1024**3, 50 * 1024**3
LATE_SECONDS = 3_600
COLUMNS = (
    Column("slot"),
    Column("type"),
    Column("database"),
    Column("active"),
    Column("state"),
    Column("holds", "bytes"),
)
UNSAFE = "archive_command copies with cp: it overwrites, is not atomic, and does not reach the disk"


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    yield from _archiver(rows[0])
    slots = [row for row in rows if row["slot"] is not None]
    for row in slots:
        yield from _slot(row)
    if slots:
        yield Table("slots", "replication slots", COLUMNS, tuple(map(_figures, slots)))


def _archiver(row: Row) -> Iterator[Finding]:
    command, library = row["archive_command"] or "", row["archive_library"] or ""
    if row["archive_mode"] == "off":
        message = "WAL is not archived: a restore goes back to the last dump, not to a moment"
        yield Finding("archive-off", "info", message, "set archive_mode = on and restart, if that is too far")
        return
    if not command and not library:
        message = "archive_mode is on without archive_command: WAL piles up until the disk is full"
        yield Finding("archive-command-missing", "error", message, "set archive_command and reload")
    if row["failing"]:
        failed = plural(int(number(row, "failed_count")), "failure")
        message = f"archiving fails, last at {row['last_failed_wal']} ({failed}): WAL piles up"
        yield Finding("archive-failing", "error", message, "the server's log says why; free the disk first")
    elif number(row, "archived_seconds") > LATE_SECONDS:
        message = f"the last WAL file was archived {span(number(row, 'archived_seconds'))} ago"
        advice = "archive_timeout bounds how much a restore can lose on a quiet server"
        yield Finding("archive-late", "info", message, advice)
    if command.split()[:1] == ["cp"]:
        advice = "use a tool made for it, or at least: test ! -f DEST && cp, sync and mv into place"
        yield Finding("archive-command-unsafe", "warning", UNSAFE, advice)


def _slot(row: Row) -> Iterator[Finding]:
    held, name = number(row, "held_bytes"), row["slot"]
    drop = f"SELECT pg_drop_replication_slot('{name}'), if nothing reads it any more"
    if row["wal_status"] == "lost":
        message = f"replication slot {name} is lost: the WAL that it needs is gone"
        yield Finding("slot-lost", "error", message, f"make its standby anew; {drop}", (name,))
    elif held >= MUCH_BYTES:
        idle = "" if row["active"] else ", and nothing reads it"
        message = f"replication slot {name} holds {size(held)} of WAL{idle}"
        advice = f"{drop}; max_slot_wal_keep_size bounds it"
        yield Finding("slot-holds-wal", gravity(held >= TOO_MUCH_BYTES), message, advice, (name,))
    elif not row["active"]:
        message = f"nothing reads replication slot {name}: it holds {size(held)} of WAL, and more each day"
        yield Finding("slot-inactive", "warning", message, drop, (name,))


def _figures(row: Row) -> tuple[object, ...]:
    active = "yes" if row["active"] else "no"
    held = None if row["held_bytes"] is None else number(row, "held_bytes")
    return row["slot"], row["slot_type"], row["database"], active, row["wal_status"], held


PROBE = Probe(name="wal", healthy="WAL does not pile up", read=_read)
