"""Indexes: their size and use, those that nobody uses, and those that are not valid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, number
from dbtool.operations.doctor.results import Column, Finding, Table
from dbtool.words import plural, size, some, span

LIMIT = 20
# A small index costs little, and short statistics say nothing.
SMALL_BYTES, MUCH_BYTES = 1024**2, 100 * 1024**2
SHORT_SECONDS = 7 * 86_400
COLUMNS = (
    Column("index"),
    Column("table"),
    Column("size", "bytes"),
    Column("scans", "count"),
    Column("entries_read", "count"),
)


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    yield from _invalid(rows)
    yield from _unused(rows)
    table = [
        (row["name"], row["table_name"], number(row, "bytes"), number(row, "scans"), number(row, "entries"))
        for row in rows
    ]
    yield Table.top("indexes", "largest indexes and their use", COLUMNS, table, LIMIT)


def _invalid(rows: Sequence[Row]) -> Iterator[Finding]:
    broken = [row for row in rows if not row["valid"]]
    names = tuple(row["name"] for row in broken if not row["building"])
    if names:
        message = (
            f"{plural(len(names), 'index')} not valid: {some(names)}; each write keeps them up to date, "
        )
        message += "no query uses them, and a unique one guards nothing"
        advice = "REINDEX INDEX CONCURRENTLY, or drop what an interrupted build has left"
        yield Finding("invalid-indexes", "error", message, advice, names)
    building = tuple(row["name"] for row in broken if row["building"])
    if building:
        message = f"being built: {some(building)}"
        yield Finding("indexes-building", "info", message, "wait for the build", building)


def _unused(rows: Sequence[Row]) -> Iterator[Finding]:
    idle = [
        row
        for row in rows
        if not number(row, "scans") and not row["needed"] and row["complete"] and row["valid"]
    ]
    large = [row for row in idle if number(row, "bytes") >= SMALL_BYTES]
    if not large:
        return
    total = sum(number(row, "bytes") for row in large)
    known = number(large[0], "stats_seconds") or number(large[0], "up_seconds")
    names = tuple(row["name"] for row in large)
    message = f"{plural(len(large), 'index')} never used in {span(known)}, {size(total)}: {some(names)}"
    advice = "drop them, unless a standby, a rare report or a foreign key needs them"
    grave = total >= MUCH_BYTES and known >= SHORT_SECONDS
    yield Finding("unused-indexes", "warning" if grave else "info", message, advice, names)


PROBE = Probe(name="indexes", healthy="indexes are valid, and the large ones are used", read=_read)
