"""Periods of partition rules: arithmetic, no server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dbtool.execute.maintain.periods import is_period, moved, partition_name, start_of
from dbtool.kinds.upkeep.partition_rule import UNITS

MOMENT = datetime(2026, 11, 21, 13, 45, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("by", "start", "name"),
    [
        ("hour", datetime(2026, 11, 21, 13, tzinfo=UTC), "t_2026_11_21_13"),
        ("day", datetime(2026, 11, 21, tzinfo=UTC), "t_2026_11_21"),
        ("week", datetime(2026, 11, 16, tzinfo=UTC), "t_2026_w47"),
        ("month", datetime(2026, 11, 1, tzinfo=UTC), "t_2026_11"),
        ("quarter", datetime(2026, 10, 1, tzinfo=UTC), "t_2026_q4"),
        ("year", datetime(2026, 1, 1, tzinfo=UTC), "t_2026"),
    ],
)
def test_period_begins_and_is_named(by: str, start: datetime, name: str) -> None:
    assert start_of(by, MOMENT) == start
    assert partition_name("t", by, start) == name


def test_week_belongs_to_the_year_of_its_thursday() -> None:
    start = start_of("week", datetime(2027, 1, 2, tzinfo=UTC))
    assert start == datetime(2026, 12, 28, tzinfo=UTC)
    assert partition_name("t", "week", start) == "t_2026_w53"


@pytest.mark.parametrize("by", UNITS)
def test_periods_follow_each_other_without_a_gap(by: str) -> None:
    start = start_of(by, MOMENT)
    for number in range(-30, 30):
        here, there = moved(by, start, number), moved(by, start, number + 1)
        assert start_of(by, here) == here < there
        assert moved(by, here, 1) == there
        assert is_period(by, here, there)
        assert not is_period(by, here, moved(by, there, 1))


def test_names_fit_into_63_bytes_and_stay_apart() -> None:
    start = start_of("hour", MOMENT)
    names = [partition_name(table, "hour", start) for table in ("é" * 30 + "a", "é" * 30 + "b", "x" * 63)]
    assert len(set(names)) == 3
    assert all(len(name.encode()) <= 63 and name.endswith("_2026_11_21_13") for name in names)


def test_end_of_time_is_no_period() -> None:
    assert not is_period("year", datetime(9999, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
