"""Intervals compared where their text says enough: a month has 28 to 31 days."""

from __future__ import annotations

from dbtool.model.intervals import Span, span

DAY = 86400.0
_MONTH = 365.2425 / 12 * DAY


def longer(first: str | None, second: str | None) -> bool:
    """Say whether the first is certainly the longer one; False where either cannot be read."""
    one, other = span(first), span(second)
    if one is None or other is None:
        return False
    return _certainly(one, other) or one.shortest > other.longest


def at_least(first: str | None, second: str | None) -> bool:
    """Say whether the first is certainly as long as the second or longer."""
    one, other = span(first), span(second)
    if one is None or other is None:
        return False
    return one == other or longer(first, second)


def seconds(text: str | None) -> float | None:
    """Give the length in seconds, a month as a twelfth of a year; None where the text cannot be read."""
    found = span(text)
    return None if found is None else found.months * _MONTH + found.seconds


def difference(first: str | None, second: str | None) -> float | None:
    """Give the first less the second, in seconds."""
    one, other = seconds(first), seconds(second)
    return None if one is None or other is None else one - other


def _certainly(one: Span, other: Span) -> bool:
    return one != other and one.months >= other.months and one.seconds >= other.seconds
