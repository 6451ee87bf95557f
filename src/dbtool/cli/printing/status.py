"""A StatusResult and a history in print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.cli.printing.common import held_text, without_password, wrapped
from dbtool.diff.report_json import held_values
from dbtool.operations.results import HistoryEntry, StatusResult

NO_EDITION = "none"
BYTES = "_bytes"
UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


def status_text(result: StatusResult) -> str:
    """Give the report of one database."""
    return "\n".join(_status(result))


def _status(result: StatusResult) -> Iterator[str]:
    yield result.database
    edition = "" if result.edition == NO_EDITION else f" ({result.edition} edition)"
    yield f"    server      {result.server}{edition}"
    yield f"    url         {without_password(result.url)}"
    yield f"    revision    {_revision(result)}"
    yield f"    pending     {', '.join(result.pending) or 'none'}"
    if result.unfinished:
        said = f"{result.unfinished}; the next `dbtool apply` goes on from there"
        yield from wrapped(said, "    unfinished  ", " " * 16)
    for name, value in result.details.items():
        yield f"    {name.removesuffix(BYTES).replace('_', ' '):<10}  {_shown(name, value)}"
    yield from held_text(result.held)


def _shown(name: str, value: Any) -> str:
    """Give a detail as text; what counts bytes in the largest unit that it fills."""
    if not name.endswith(BYTES) or not isinstance(value, int):
        return str(value)
    size, units = float(value), list(UNITS)
    while size >= 1024 and len(units) > 1:
        size /= 1024
        units.pop(0)
    return f"{size:.0f} {units[0]}" if units[0] == UNITS[0] else f"{size:.1f} {units[0]}"


def _revision(result: StatusResult) -> str:
    current, head = result.current or "none", result.head or "none"
    return f"{current}, the last one" if current == head else f"{current}; the last one is {head}"


def status_values(result: StatusResult) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": result.database,
        "url": without_password(result.url),
        "server": result.server,
        "edition": result.edition,
        "current": result.current,
        "head": result.head,
        "pending": list(result.pending),
        "unfinished": result.unfinished,
        "held": held_values(result.held),
        "details": dict(result.details),
    }


def history_text(database: str, entries: Sequence[HistoryEntry]) -> str:
    """Give the revisions of one database, one line each."""
    if not entries:
        return f"{database}: no revisions"
    rows = [
        (entry.revision, entry.applied_at or "not applied", entry.by or "", _seconds(entry))
        for entry in entries
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [f"{database}"]
    for row, entry in zip(rows, entries, strict=True):
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True) if width)
        lines.append(f"    {'  '.join([*cells, entry.message])}".rstrip())
    return "\n".join(lines)


def _seconds(entry: HistoryEntry) -> str:
    return "" if entry.seconds is None else f"{entry.seconds:.1f} s"


def history_values(database: str, entries: Sequence[HistoryEntry]) -> dict[str, Any]:
    """Give the JSON form."""
    fields = ("revision", "message", "path", "applied_at", "by", "seconds")
    return {
        "database": database,
        "revisions": [{field: getattr(entry, field) for field in fields} for entry in entries],
    }
