"""What is known of versions."""

from __future__ import annotations

import pytest

from dbtool.checks.releases import postgresql_faults, release_of, timescaledb_faults
from dbtool.operations.doctor import versions


@pytest.mark.parametrize(("major", "newest"), [(15, 20), (16, 16), (17, 12), (18, 6), (19, None)])
def test_newest_minor(major: int, newest: int | None) -> None:
    assert versions.newest_minor(major) == newest


@pytest.mark.parametrize(
    ("major", "minor", "count"), [(15, 2, 7), (15, 13, 3), (15, 20, 0), (16, 0, 5), (17, 12, 0), (18, 0, 2)]
)
def test_postgresql_faults(major: int, minor: int, count: int) -> None:
    assert len(postgresql_faults(major, minor)) == count


@pytest.mark.parametrize(("version", "count"), [("2.25.1", 3), ("2.27.0", 2), ("2.29.0", 1), ("2.29.1", 0)])
def test_timescaledb_faults(version: str, count: int) -> None:
    assert len(timescaledb_faults(release_of(version))) == count


def test_postgresql_15_has_a_last_timescaledb() -> None:
    assert str(versions.newest_timescaledb(15)) == "2.28.3"
    assert str(versions.newest_timescaledb(17)) == "2.29.2"


def test_way_to_a_newer_timescaledb() -> None:
    steps = versions.upgrade_steps(release_of("2.13.1"), versions.newest_timescaledb(16))
    assert [step.split()[0] for step in steps] == ["2.14", "2.15", "2.22", "2.25", "2.27"]


def test_development_version_is_read() -> None:
    assert release_of("2.30.0-dev") == (2, 30, 0)
