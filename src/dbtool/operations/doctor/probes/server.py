"""The server's version and the database as a whole: security floors, cache, collation, damage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.catalog.query import Row
from dbtool.checks.releases import postgresql_faults
from dbtool.operations.doctor import versions
from dbtool.operations.doctor.probe import Patient, Probe, Said, number
from dbtool.operations.doctor.results import Column, Finding, Table
from dbtool.words import plural, share, size

# Below this share of blocks found in memory, and only once enough of them were asked for.
HIT_PERCENT = 90.0
ENOUGH_BLOCKS = 1_000_000


def _read(rows: Sequence[Row], patient: Patient) -> Iterator[Said]:
    (row,) = rows
    yield from _version(patient)
    yield from _database(row)
    yield Table("database", "the database", _COLUMNS, (_figures(row),))


_COLUMNS = (
    Column("size", "bytes"),
    Column("sessions", "count"),
    Column("cache_hits", "percent"),
    Column("index_hits", "percent"),
    Column("commits", "count"),
    Column("rollbacks", "count"),
    Column("deadlocks", "count"),
    Column("temporary", "bytes"),
    Column("up", "seconds"),
)


def _figures(row: Row) -> tuple[float | None, ...]:
    return (
        number(row, "size_bytes"),
        number(row, "sessions"),
        _ratio(number(row, "hits"), number(row, "reads")),
        _ratio(number(row, "index_hits"), number(row, "index_reads")),
        number(row, "commits"),
        number(row, "rollbacks"),
        number(row, "deadlocks"),
        number(row, "temp_bytes"),
        number(row, "up_seconds"),
    )


def _ratio(hits: float, reads: float) -> float | None:
    return share(hits, hits + reads) if hits + reads else None


def _version(patient: Patient) -> Iterator[Finding]:
    major, minor = patient.major, patient.minor
    newest = versions.newest_minor(major)
    if major < versions.OLDEST_MAJOR:
        message = f"PostgreSQL {major} is older than what dbtool and the community support"
        yield Finding("postgresql-unsupported", "error", message, f"move to {versions.NEWEST_MAJOR}")
    elif newest is None:
        message = f"PostgreSQL {major} is newer than this dbtool knows"
        yield Finding("postgresql-unknown", "info", message, "look for a newer dbtool")
    elif minor < newest:
        faults = postgresql_faults(major, minor)
        message = f"PostgreSQL {major}.{minor} is not the newest minor, which is {major}.{newest} or later"
        known = f"; it lacks fixes for {'; '.join(faults)}" if faults else ""
        advice = f"update the packages and restart; {major} is supported until {versions.END_OF_LIFE[major]}"
        yield Finding("postgresql-outdated", "warning", message + known, advice)


def _database(row: Row) -> Iterator[Finding]:
    failures = int(number(row, "checksum_failures"))
    if failures:
        message = f"{plural(failures, 'page')} failed the checksum: data is damaged on disk"
        advice = "check the disk, find the table with pg_amcheck, restore from a backup"
        yield Finding("checksum-failures", "error", message, advice)
    recorded, actual = row["collation_version"], row["actual_version"]
    if recorded is not None and actual is not None and recorded != actual:
        message = f"the database was made with version {recorded} of collation {row['collation']}, "
        message += f"the system now has {actual}: indexes on text may be in the wrong order"
        advice = "REINDEX the indexes on text, then ALTER DATABASE … REFRESH COLLATION VERSION"
        yield Finding("collation-version", "warning", message, advice)
    hits, reads = number(row, "hits"), number(row, "reads")
    if hits + reads > ENOUGH_BLOCKS and share(hits, hits + reads) < HIT_PERCENT:
        message = f"only {share(hits, hits + reads):.1f} % of the blocks asked for were in shared_buffers"
        advice = "raise shared_buffers, or look at what the slowest statements read"
        yield Finding("cache-hits", "warning", message, advice)
    spilled = number(row, "temp_bytes")
    if spilled > number(row, "size_bytes"):
        message = f"sorts and hashes wrote {size(spilled)} of temporary files, more than the database holds"
        yield Finding("temporary-files", "info", message, "raise work_mem for the roles that run reports")


PROBE = Probe(name="server", healthy="the server has every known fix", read=_read)
