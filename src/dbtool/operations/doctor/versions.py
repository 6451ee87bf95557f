"""Which versions are supported, which hold known security faults, and what they can be upgraded to.

Source: PostgreSQL's and TimescaleDB's release notes. PostgreSQL releases the minors of all its majors on one
day, so that one list of 15's minors does for all: 16 is four behind, 17 eight, 18 fourteen.
"""

from __future__ import annotations

from dbtool.checks.releases import Release

OLDEST_MAJOR, NEWEST_MAJOR = 15, 18
BEHIND_15 = {15: 0, 16: 4, 17: 8, 18: 14}
NEWEST_MINOR_OF_15 = 20
END_OF_LIFE = {15: "November 2027", 16: "November 2028", 17: "November 2029", 18: "November 2030"}
# The minor of 15 that mends each, and the fault.
POSTGRESQL_FLOORS = (
    (3, "CVE-2023-2455: row security of inlined functions"),
    (4, "CVE-2023-39418: MERGE against row security"),
    (9, "CVE-2024-10976: row security of sub-queries after a change of role"),
    (9, "CVE-2024-10978: SET ROLE resets to the wrong role"),
    (14, "CVE-2025-8713: statistics through views and child tables"),
    (19, "CVE-2026-14666: cached plans after a change of membership"),
    (20, "the release that is 15.20 in PostgreSQL 15, with 42 CVEs there"),
)
NEWEST_TIMESCALEDB = (2, 29, 2)
# The newest release for a major that the newest TimescaleDB has left behind.
LAST_TIMESCALEDB_FOR = {15: (2, 28, 3)}
# Releases that ask for something on the way to a newer one.
TIMESCALEDB_STEPS = (
    ((2, 14, 0), "2.14 needs a restart of the server before ALTER EXTENSION"),
    ((2, 15, 0), "2.15 needs its script that mends foreign keys, if it comes from 2.14 or older"),
    ((2, 22, 0), "2.22 refuses while the hypercore access method is in use"),
    ((2, 25, 0), "2.25 has no cagg_migrate: migrate old continuous aggregates before"),
    ((2, 27, 0), "2.27 refuses bloom indexes on int2; 2.28.2 drops them instead"),
)


def newest_minor(major: int) -> int | None:
    """Give the newest minor known of a major, None for a major that is not known."""
    behind = BEHIND_15.get(major)
    return None if behind is None else NEWEST_MINOR_OF_15 - behind


def postgresql_faults(major: int, minor: int) -> list[str]:
    """Give the known security faults that this minor still has."""
    behind = BEHIND_15.get(major)
    if behind is None:
        return []
    return [fault for mended, fault in POSTGRESQL_FLOORS if minor < mended - behind]


def newest_timescaledb(major: int) -> Release:
    """Give the newest TimescaleDB known for a major of PostgreSQL."""
    return Release(*LAST_TIMESCALEDB_FOR.get(major, NEWEST_TIMESCALEDB))


def upgrade_steps(installed: Release, target: Release) -> list[str]:
    """Give what to mind on the way from one release to another."""
    return [step for at, step in TIMESCALEDB_STEPS if installed < at <= target]
