"""Moments in print, always of UTC: those who read them sit in several zones."""

from __future__ import annotations

from datetime import UTC, datetime

from dbtool.words import span


def moment(at: datetime | None) -> str:
    """Give a moment to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else "never"


def away(at: datetime, now: datetime) -> str:
    """Give how far a moment is from now: in 3 hours, 2 days ago."""
    seconds = (at - now).total_seconds()
    return f"in {span(seconds)}" if seconds > 0 else f"{span(-seconds)} ago"


def iso(at: datetime | None) -> str | None:
    """Give the JSON form."""
    return at.astimezone(UTC).isoformat() if at else None
