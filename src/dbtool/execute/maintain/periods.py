"""Periods of a partition rule: where they begin in UTC, and what their partitions are called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256

MOST_BYTES = 63
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def start_of(by: str, moment: datetime) -> datetime:
    """Give the start of the period that the moment is in; weeks begin on Monday, as those of ISO 8601."""
    hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    if by == "hour":
        return hour
    day = hour.replace(hour=0)
    if by == "day":
        return day
    if by == "week":
        return day - timedelta(days=day.weekday())
    months = _MONTHS[by]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def moved(by: str, start: datetime, number: int) -> datetime:
    """Give the start of the period so many after this one, or before it for a negative number.

    Errors: OverflowError beyond the years 1 to 9999.
    """
    if by in _LENGTHS:
        return start + number * _LENGTHS[by]
    year, month = divmod(start.year * 12 + start.month - 1 + number * _MONTHS[by], 12)
    if not 1 <= year <= 9999:
        raise OverflowError("year out of range")
    return start.replace(year=year, month=month + 1)


def is_period(by: str, low: datetime, high: datetime) -> bool:
    """Say whether the bounds are those of one period."""
    try:
        return start_of(by, low) == low and moved(by, low, 1) == high
    except OverflowError:
        return False


def partition_name(table: str, by: str, start: datetime) -> str:
    """Give the name of a period's partition, at most 63 bytes long.

    Shape: a table's name that leaves no room is cut, with a mark of the whole name so that two such tables
           do not meet in one.
    """
    suffix = _suffix(by, start)
    if len((table + suffix).encode()) <= MOST_BYTES:
        return table + suffix
    mark = f"_{sha256(table.encode()).hexdigest()[:6]}{suffix}"
    return table.encode()[: MOST_BYTES - len(mark)].decode(errors="ignore") + mark


def _suffix(by: str, start: datetime) -> str:
    year, week, _ = start.isocalendar()
    return {
        "hour": f"_{start:%Y_%m_%d_%H}",
        "day": f"_{start:%Y_%m_%d}",
        "week": f"_{year:04}_w{week:02}",
        "month": f"_{start:%Y_%m}",
        "quarter": f"_{start:%Y}_q{(start.month + 2) // 3}",
        "year": f"_{start:%Y}",
    }[by]
