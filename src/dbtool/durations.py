"""Durations as people write them, in milliseconds."""

from __future__ import annotations

import re

UNITS_MS = {"ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000}
_DURATION = re.compile(r"(\d+)\s*(ms|s|min|h)")


def milliseconds(text: str) -> int:
    """Give `3s`, `500ms`, `2min` or `1h` in milliseconds; `0` is 0. Errors: ValueError."""
    if text.strip() == "0":
        return 0
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text} is no duration; write 500ms, 3s, 2min, 1h, or 0 for no limit")
    return int(found[1]) * UNITS_MS[found[2]]
