"""Comparison of intervals as the server prints them, where their text says enough."""

from __future__ import annotations

from dbtool.model.intervals import span


def may_be_shorter(new: str | None, old: str | None) -> bool:
    """Say whether `new` is, or could be, a shorter time than `old`; what cannot be read could be."""
    after, before = span(new), span(old)
    if after is None or before is None:
        return True
    if after.months >= before.months and after.seconds >= before.seconds:
        return False
    return after.shortest < before.longest
