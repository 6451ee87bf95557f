"""Hypertables: their real size, their chunks, and what compression saves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, gravity, number
from dbtool.operations.doctor.results import Column, Finding, Table
from dbtool.operations.lifecycle.hypertables import QUERY
from dbtool.words import plural, share, some

LIMIT = 20
MANY_CHUNKS = 1_000
LOCKS_PERCENT = 50.0
# Compression that saves less is set up for other queries than the data has.
POOR_RATIO = 2.0
COLUMNS = (
    Column("hypertable"),
    Column("chunks", "count"),
    Column("interval", "seconds"),
    Column("size", "bytes"),
    Column("compressed", "count"),
    Column("before", "bytes"),
    Column("after", "bytes"),
    Column("ratio"),
)


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    many = tuple(row["name"] for row in rows if number(row, "chunks") > MANY_CHUNKS)
    if many:
        message = f"{plural(len(many), 'hypertable')} with more than {MANY_CHUNKS:,} chunks: {some(many)}"
        advice = "make chunk_interval longer for new chunks, or keep less: planning and DDL touch every chunk"
        yield Finding("many-chunks", "warning", message, advice, many)
    for row in rows:
        yield from _locks(row)
    poor = tuple(row["name"] for row in rows if 0 < (_ratio(row) or 0) < POOR_RATIO)
    if poor:
        message = f"compression saves less than half in {some(poor)}"
        advice = "segment_by a column with few values that queries filter by; longer chunks compress better"
        yield Finding("compression-poor", "info", message, advice, poor)
    title = "hypertables, with all their chunks"
    if not all(row["exact"] for row in rows):
        title += "; the largest numbers of chunks are as large as at their last vacuum"
    yield Table.top("hypertables", title, COLUMNS, _figures(rows), LIMIT)


def _locks(row: Row) -> Iterator[Finding]:
    needed = number(row, "chunks") * (1 + number(row, "indexes"))
    slots = number(row, "lock_slots")
    used = share(needed, slots)
    if used >= LOCKS_PERCENT:
        message = (
            f"a statement over all of {row['name']} takes about {needed:,.0f} locks, the server has room "
        )
        message += f"for {slots:,.0f} of all sessions"
        advice = "raise max_locks_per_transaction and restart, or have fewer chunks"
        severity = gravity(used >= 100)
        yield Finding("locks-too-few", severity, message, advice, (row["name"],))


def _ratio(row: Row) -> float | None:
    after = number(row, "after_bytes")
    return number(row, "before_bytes") / after if after else None


def _figures(rows: Sequence[Row]) -> list[tuple[object, ...]]:
    return [
        (
            row["name"],
            number(row, "chunks"),
            None if row["interval_seconds"] is None else number(row, "interval_seconds"),
            number(row, "bytes"),
            number(row, "compressed"),
            number(row, "before_bytes") or None,
            number(row, "after_bytes") or None,
            None if (ratio := _ratio(row)) is None else f"{ratio:.1f}",
        )
        for row in rows
    ]


PROBE = Probe(
    name="hypertables",
    query=lambda _patient: QUERY,
    healthy="hypertables have a bearable number of chunks",
    read=_read,
    wanted=lambda patient: patient.server.timescaledb is not None,
)
