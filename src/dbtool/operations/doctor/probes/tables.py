"""Tables: how large they are, how many dead rows they hold, and when they were last vacuumed and analyzed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, number
from dbtool.operations.doctor.results import Column, Finding, Table
from dbtool.words import plural, share, some

LIMIT = 20
ENOUGH_ROWS = 1_000
DEAD_ROWS, DEAD_PERCENT = 10_000, 20.0
SIZES = (
    Column("table"),
    Column("parts", "count"),
    Column("total", "bytes"),
    Column("indexes", "bytes"),
    Column("rows", "count"),
)
UPKEEP = (
    Column("table"),
    Column("rows", "count"),
    Column("dead", "count"),
    Column("vacuumed", "seconds"),
    Column("analyzed", "seconds"),
)


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    yield from _unanalyzed(rows)
    dead = [row for row in rows if _is_littered(row)]
    if dead:
        names = tuple(row["name"] for row in dead)
        message = f"{plural(len(dead), 'table')} with more than {DEAD_PERCENT:.0f} % dead rows: {some(names)}"
        advice = "VACUUM them; if it removes nothing, an old transaction or slot is in its way"
        yield Finding("dead-rows", "warning", message, advice, names)
    sizes = [_sizes(row) for row in rows if not row["hypertable"]]
    yield Table.top("tables", "largest tables; hypertables are listed apart", SIZES, sizes, LIMIT)
    upkeep = sorted(rows, key=lambda row: (-number(row, "dead"), -number(row, "live"), row["name"]))
    title = "upkeep: dead rows, and the time since the last vacuum and analyze"
    yield Table.top("upkeep", title, UPKEEP, [_upkeep(row) for row in upkeep], LIMIT)


def _unanalyzed(rows: Sequence[Row]) -> Iterator[Finding]:
    names = tuple(row["name"] for row in rows if row["unanalyzed"] and number(row, "live") >= ENOUGH_ROWS)
    if names:
        message = f"{plural(len(names), 'table')} never analyzed, or not since the statistics began: "
        message += some(names)
        yield Finding(
            "never-analyzed", "warning", message, "ANALYZE them: plans are guesses until then", names
        )


def _is_littered(row: Row) -> bool:
    dead, live = number(row, "dead"), number(row, "live")
    return dead >= DEAD_ROWS and share(dead, dead + live) > DEAD_PERCENT


def _sizes(row: Row) -> tuple[object, ...]:
    return (
        row["name"],
        int(row["parts"]) or None,
        number(row, "total_bytes"),
        number(row, "index_bytes"),
        number(row, "live"),
    )


def _upkeep(row: Row) -> tuple[object, ...]:
    ages = (row["vacuum_seconds"], row["analyze_seconds"])
    seconds = (None if age is None else float(age) for age in ages)
    return row["name"], number(row, "live"), number(row, "dead"), *seconds


PROBE = Probe(name="tables", healthy="tables are vacuumed and analyzed", read=_read)
