"""Transaction ids that run out, and prepared transactions that nobody finishes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.operations.doctor.probe import Patient, Probe, Said, gravity, number
from dbtool.operations.doctor.results import Finding
from dbtool.words import plural, some, span

# The server refuses to write some 3 million before 2^31.
LAST_ID = 2**31
NEAR = 1_500_000_000
# Autovacuum begins at freeze_at; twice that says that it does not get there.
LATE = 2
PREPARED_SECONDS, PREPARED_LONG_SECONDS = 600, 86_400


def _read(rows: Sequence[Row], _patient: Patient) -> Iterator[Said]:
    yield from _ages(rows, "age", "freeze_at", "transaction ids", "wraparound")
    yield from _ages(rows, "multixact_age", "multixact_freeze_at", "multixact ids", "multixact-wraparound")
    for row in rows:
        held = number(row, "prepared_seconds")
        if row["prepared"] and held >= PREPARED_SECONDS:
            names = tuple(row["prepared"])
            message = (
                f"{plural(len(names), 'prepared transaction')} in {row['name']} for up to {span(held)}: "
            )
            message += f"{some(names)}; locks are held across restarts and vacuum removes nothing newer"
            severity = gravity(held >= PREPARED_LONG_SECONDS)
            advice = "COMMIT PREPARED or ROLLBACK PREPARED each, in its database"
            yield Finding("prepared-transactions", severity, message, advice, names)


def _ages(rows: Sequence[Row], age: str, freeze_at: str, what: str, code: str) -> Iterator[Finding]:
    for row in rows:
        used, limit = number(row, age), LATE * number(row, freeze_at)
        if used < min(limit, NEAR):
            continue
        near = used >= NEAR
        message = f"the oldest {what} of database {row['name']} are {used / 1e6:,.0f} million old, "
        message += f"of {LAST_ID / 1e6:,.0f} million; then the server stops writing"
        advice = "end old transactions, slots and prepared transactions, then VACUUM (FREEZE) that database"
        yield Finding(code, gravity(near), message, advice, (row["name"],))


PROBE = Probe(name="transactions", healthy="transaction ids are far from running out", read=_read)
