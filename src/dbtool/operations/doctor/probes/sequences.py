"""Sequences that come to their end, or to the end of the column that they feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, gravity, number
from dbtool.operations.doctor.results import Finding, Unseen
from dbtool.words import plural, share, some

NEAR_PERCENT, END_PERCENT = 70.0, 90.0


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    hidden = tuple(row["name"] for row in rows if not row["readable"])
    if hidden:
        reason = f"{plural(len(hidden), 'sequence')} not readable: {some(hidden)}"
        yield Unseen("sequences", reason, patient.grant("pg_read_all_data"))
    for row in rows:
        used = share(abs(number(row, "last_value")), abs(number(row, "limit_value")))
        if used < NEAR_PERCENT or row["cycles"] or not row["readable"]:
            continue
        message = f"sequence {row['name']} has used {used:.1f} % of its values; then each insert fails"
        advice = "make the column bigint, and the sequence with it"
        severity = gravity(used >= END_PERCENT)
        yield Finding("sequence-ends", severity, message, advice, (row["name"],))


PROBE = Probe(name="sequences", healthy="sequences have room", read=_read)
