"""Releases of PostgreSQL and TimescaleDB: which hold known security faults.

Source: the release notes of both. PostgreSQL releases the minors of all majors on one day, so that one
list of 15's minors does for all: 16 is four behind, 17 eight, 18 fourteen.
"""

from __future__ import annotations

from typing import NamedTuple

from dbtool.model.release import numbers

TIMESCALEDB_FLOORS = (
    ((2, 25, 2), "search_path in the extension's scripts"),
    ((2, 27, 1), "job_errors shows the errors of other roles' jobs"),
    ((2, 29, 1), "drop_chunk, freeze_chunk and others did not check rights (timescale/timescaledb#10386)"),
)

BEHIND_15 = {15: 0, 16: 4, 17: 8, 18: 14}
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


class Release(NamedTuple):
    """A version of TimescaleDB."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return ".".join(map(str, self))


def release_of(version: str) -> Release:
    """Give a version such as 2.29.2 or 2.30.0-dev as numbers."""
    major, minor, patch = (*numbers(version), 0, 0, 0)[:3]
    return Release(major, minor, patch)


def timescaledb_faults(release: Release) -> list[str]:
    """Give the known security faults that this release of TimescaleDB still has."""
    return [f"before {Release(*mended)}: {fault}" for mended, fault in TIMESCALEDB_FLOORS if release < mended]


def postgresql_faults(major: int, minor: int) -> list[str]:
    """Give the known security faults that this minor still has."""
    behind = BEHIND_15.get(major)
    if behind is None:
        return []
    return [fault for mended, fault in POSTGRESQL_FLOORS if minor < mended - behind]
