"""Which versions are supported, and what they can be upgraded to.

Source: PostgreSQL's and TimescaleDB's release notes.
"""

from __future__ import annotations

from dbtool.checks.releases import BEHIND_15, Release

OLDEST_MAJOR, NEWEST_MAJOR = 15, 18
NEWEST_MINOR_OF_15 = 20
END_OF_LIFE = {15: "November 2027", 16: "November 2028", 17: "November 2029", 18: "November 2030"}
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


def newest_timescaledb(major: int) -> Release:
    """Give the newest TimescaleDB known for a major of PostgreSQL."""
    return Release(*LAST_TIMESCALEDB_FOR.get(major, NEWEST_TIMESCALEDB))


def upgrade_steps(installed: Release, target: Release) -> list[str]:
    """Give what to mind on the way from one release to another."""
    return [step for at, step in TIMESCALEDB_STEPS if installed < at <= target]
