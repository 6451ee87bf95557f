"""Sizes, ages and lists of names as people read them."""

from __future__ import annotations

from collections.abc import Sequence

SIZES = ("B", "KiB", "MiB", "GiB", "TiB")
SPANS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
NAMED = 5


def size(number: float) -> str:
    """Give bytes in the largest unit that they fill: 1.5 GiB."""
    units = list(SIZES)
    while abs(number) >= 1024 and len(units) > 1:
        number /= 1024
        units.pop(0)
    return f"{number:.0f} {units[0]}" if units[0] == SIZES[0] else f"{number:.1f} {units[0]}"


def span(seconds: float) -> str:
    """Give seconds in the largest unit that they fill: 3 days."""
    for length, name in SPANS:
        if seconds >= length:
            return plural(int(seconds // length), name)
    return f"{seconds:.0f} s"


def plural(number: int, noun: str) -> str:
    """Give a number with its noun: 1 index, 2 indexes."""
    if number == 1:
        return f"1 {noun}"
    return f"{number:,} {noun}es" if noun.endswith(("x", "ss")) else f"{number:,} {noun}s"


def some(names: Sequence[str]) -> str:
    """Give the first few names, and how many more there are."""
    more = len(names) - NAMED
    text = ", ".join(names[:NAMED])
    return f"{text} and {more:,} more" if more > 0 else text


def share(part: float, whole: float) -> float:
    """Give what percentage of the whole the part is; 0 of nothing."""
    return 100 * part / whole if whole else 0.0
