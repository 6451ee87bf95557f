"""Collations of columns whose rules the system has changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.results import Finding


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    for row in rows:
        message = f"collation {row['name']} was recorded with version {row['recorded']}, the system now has "
        message += f"{row['actual']}: indexes that use it may be in the wrong order"
        advice = "REINDEX them, then ALTER COLLATION … REFRESH VERSION"
        yield Finding("collation-version", "warning", message, advice, (row["name"],))


PROBE = Probe(name="collations", healthy="columns' collations are as they were recorded", read=_read)
