"""What rebuilds have kept, in print."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.operations.rebuilds import KeptResult


def kept_text(result: KeptResult) -> str:
    """Give what one database keeps, a line each."""
    if not result.kept:
        return f"{result.database}: nothing is kept"
    return "\n".join([f"{result.database}", *_lines(result)])


def dropped_text(result: KeptResult) -> str:
    """Give what was dropped in one database."""
    if not result.kept:
        return f"{result.database}: nothing was kept"
    return "\n".join([f"{result.database}: dropped", *_lines(result)])


def _lines(result: KeptResult) -> Iterator[str]:
    for one in result.kept:
        until = f" until {one.until.isoformat(sep=' ', timespec='seconds')}" if one.until else ""
        yield f"    {one.schema}.{one.name}  {one.sort} that was {one.was}{until}"
