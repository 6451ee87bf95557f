"""Intervals: what their text means, as the server prints it or as people write it."""

from __future__ import annotations

from typing import NamedTuple

_MONTHS = {"year": 12, "years": 12, "mon": 1, "mons": 1, "month": 1, "months": 1}
_SECONDS = {"week": 604800, "weeks": 604800, "day": 86400, "days": 86400}
_SECONDS |= {"hour": 3600, "hours": 3600, "minute": 60, "minutes": 60, "second": 1, "seconds": 1}


class Span(NamedTuple):
    """An interval: months, whose length varies, and the rest in seconds."""

    months: int
    seconds: float

    @property
    def shortest(self) -> float:
        return self.months * 28 * 86400 + self.seconds

    @property
    def longest(self) -> float:
        return self.months * 31 * 86400 + self.seconds


def span(text: str | None) -> Span | None:
    """Give what `7 days`, `1 mon 2 days 03:00:00` or a plain number means, None for other text."""
    if text is None:
        return None
    words = text.lower().split()
    if len(words) == 1 and words[0].isdecimal():
        return Span(0, int(words[0]))
    clock = _clock(words.pop()) if words and ":" in words[-1] else 0.0
    if clock is None or len(words) % 2:
        return None
    months, seconds = 0, clock
    for number, unit in zip(words[::2], words[1::2], strict=True):
        if not number.isdecimal():
            return None
        if unit in _MONTHS:
            months += int(number) * _MONTHS[unit]
        elif unit in _SECONDS:
            seconds += int(number) * _SECONDS[unit]
        else:
            return None
    return Span(months, seconds)


def _clock(text: str) -> float | None:
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return None
