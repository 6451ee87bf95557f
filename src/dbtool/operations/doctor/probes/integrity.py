"""What guards data and does not: constraints not validated, triggers and foreign keys that are off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said
from dbtool.operations.doctor.results import Finding, Severity
from dbtool.words import plural, some

SORTS: tuple[tuple[str, str, Severity, str, str], ...] = (
    (
        "constraint",
        "constraints-not-validated",
        "warning",
        "never validated, so that older rows may break them",
        "ALTER TABLE … VALIDATE CONSTRAINT …, outside of busy hours",
    ),
    (
        "trigger",
        "triggers-disabled",
        "warning",
        "disabled",
        "ALTER TABLE … ENABLE TRIGGER …, or drop what is not meant to run",
    ),
    (
        "foreign key",
        "foreign-keys-disabled",
        "error",
        "not enforced, since the triggers behind them are off",
        "ALTER TABLE … ENABLE TRIGGER ALL, then look for rows without a parent",
    ),
)


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    for sort, code, severity, state, advice in SORTS:
        names = tuple(row["name"] for row in rows if row["sort"] == sort)
        if names:
            yield Finding(code, severity, f"{plural(len(names), sort)} {state}: {some(names)}", advice, names)


PROBE = Probe(name="integrity", healthy="every constraint and trigger is in force", read=_read)
