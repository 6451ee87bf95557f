"""Bloat of tables and indexes, estimated from the planner's statistics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, number
from dbtool.operations.doctor.results import Column, Finding, Table, Unseen
from dbtool.words import plural, share, size, some

LIMIT = 15
# The estimate is coarse: less than this is as likely to be an error of it.
MUCH_PERCENT, MUCH_BYTES = 50.0, 64 * 1024**2
SHOWN_PERCENT = 20.0
COLUMNS = (
    Column("name"),
    Column("sort"),
    Column("size", "bytes"),
    Column("wasted", "bytes"),
    Column("share", "percent"),
)
ADVICE = {
    "table": "VACUUM frees the space for new rows; VACUUM FULL gives it back, and locks the table meanwhile",
    "index": "REINDEX INDEX CONCURRENTLY",
}


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    unknown = tuple(sorted({row["table_name"] for row in rows if not row["known"]}))
    if unknown:
        reason = f"no statistics, or none that this role may see, of {some(unknown)}"
        remedy = f"ANALYZE them; {patient.grant('pg_read_all_data')}"
        yield Unseen("bloat", reason, "ANALYZE them" if patient.server.superuser else remedy)
    known = [row for row in rows if row["known"]]
    for sort, advice in ADVICE.items():
        bloated = [row for row in known if row["sort"] == sort and _is_much(row)]
        if bloated:
            names = tuple(row["name"] for row in bloated)
            wasted = sum(number(row, "wasted") for row in bloated)
            message = f"{plural(len(bloated), sort)} more than half empty, {size(wasted)} by estimate: "
            yield Finding(f"bloated-{sort}", "warning", message + some(names), advice, names)
    shown = [_figures(row) for row in known if _share(row) >= SHOWN_PERCENT]
    if shown:
        yield Table.top("bloat", "bloat, by estimate", COLUMNS, shown, LIMIT)


def _share(row: Row) -> float:
    return share(number(row, "wasted"), number(row, "bytes"))


def _is_much(row: Row) -> bool:
    return _share(row) >= MUCH_PERCENT and number(row, "wasted") >= MUCH_BYTES


def _figures(row: Row) -> tuple[object, ...]:
    return row["name"], row["sort"], number(row, "bytes"), number(row, "wasted"), _share(row)


PROBE = Probe(name="bloat", healthy="neither tables nor indexes are bloated", read=_read)
