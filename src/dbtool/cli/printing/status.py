"""A StatusResult and a history in print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.cli.printing.common import held_text, without_password, wrapped
from dbtool.cli.printing.lifecycle import lifecycle_text, lifecycle_values
from dbtool.cli.printing.maintain import status_values as upkeep_values
from dbtool.cli.printing.moments import iso
from dbtool.diff.report_json import held_values
from dbtool.diff.report_rows import counted
from dbtool.operations.results import HistoryEntry, StatusResult
from dbtool.words import size

NO_EDITION = "none"
BYTES = "_bytes"


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
    if result.upkeep and result.upkeep.tasks:
        behind = len(result.upkeep.behind)
        said = f"{counted(len(result.upkeep.tasks), 'task')}, {behind} behind"
        yield f"    upkeep      {said}{'; `dbtool maintain status` says more' if behind else ''}"
    yield from held_text(result.held)
    yield from lifecycle_text(result.lifecycle, result.now)


def _shown(name: str, value: Any) -> str:
    """Give a detail as text; what counts bytes in the largest unit that it fills."""
    return size(value) if name.endswith(BYTES) and isinstance(value, int) else str(value)


def _revision(result: StatusResult) -> str:
    current, head = result.current or "none", result.head or "none"
    if result.current is None and result.head is None:
        return "none"
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
        "now": iso(result.now),
        **lifecycle_values(result.lifecycle),
        "upkeep": None if result.upkeep is None else upkeep_values(result.upkeep)["tasks"],
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
