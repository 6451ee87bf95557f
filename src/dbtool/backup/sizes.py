"""Bytes, rates and ages as people write them."""

from __future__ import annotations

import re
from datetime import timedelta

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?(?:/s)?", re.IGNORECASE)
_AGE = re.compile(r"(\d+)\s*(min|h|d|w)")
_SECONDS = {"min": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def bytes_of(text: str) -> int:
    """Give `10MB`, `512K` or `1G` in bytes; units are of 1024. Errors: ValueError."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text} is no size; write 512K, 20M or 1G")
    return int(float(found[1]) * 1024 ** " KMGT".index(found[2].upper() or " "))


def age_of(text: str) -> timedelta:
    """Give `26h`, `8d`, `2w` or `30min` as a duration. Errors: ValueError."""
    found = _AGE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text} is no age; write 30min, 26h, 8d or 2w")
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2]])
