"""Checkpoints that the amount of WAL asks for, before their time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, number
from dbtool.operations.doctor.results import Finding
from dbtool.words import span

CHECKPOINTER_SINCE = 17
ENOUGH = 20


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    (row,) = rows
    timed, requested = number(row, "timed"), number(row, "requested")
    if requested > timed and requested >= ENOUGH:
        message = f"{requested:.0f} checkpoints were asked for and {timed:.0f} came in their time, "
        message += f"in {span(number(row, 'stats_seconds'))}: WAL fills faster than max_wal_size allows"
        yield Finding("checkpoints-requested", "info", message, "raise max_wal_size and reload")


PROBE = Probe(
    name="checkpoints",
    healthy="checkpoints come in their time",
    read=_read,
    query=lambda patient: (
        "checkpoints.sql" if patient.major >= CHECKPOINTER_SINCE else "checkpoints_before_17.sql"
    ),
)
