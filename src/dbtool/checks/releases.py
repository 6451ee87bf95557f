"""Releases of TimescaleDB: which hold known security faults.

Source: the release notes of timescale/timescaledb.
"""

from __future__ import annotations

from typing import NamedTuple

from dbtool.model.release import numbers

TIMESCALEDB_FLOORS = (
    ((2, 25, 2), "search_path in the extension's scripts"),
    ((2, 27, 1), "job_errors shows the errors of other roles' jobs"),
    ((2, 29, 1), "drop_chunk, freeze_chunk and others did not check rights (timescale/timescaledb#10386)"),
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
