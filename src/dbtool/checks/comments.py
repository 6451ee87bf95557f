"""`dbtool: ignore CODE reason`: findings that a comment of a definition file accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dbtool.errors import Origin

_MARK = re.compile(r"(?:#|--)\s*dbtool:\s*ignore\s+([\w.-]+(?:\s*,\s*[\w.-]+)*)\s*(.*)")
_NO_CODE = re.compile(r"\s*(#.*|--.*|\{#.*#\}\s*)?")
UNSAID = "ignored by a comment"


@dataclass(frozen=True, slots=True)
class Comment:
    """One code that a comment ignores; `line` is the one that it is about."""

    origin: Origin
    line: int
    code: str
    reason: str


def comments_in(text: str, file: str) -> Iterator[Comment]:
    """Give the comments of a file: one beside something is about its line, one alone about the next line."""
    if "dbtool:" not in text:
        return
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        found = _MARK.search(line)
        if found:
            about = number if line[: found.start()].strip() else _next_line(lines, number)
            place = Origin(file, number, found.start() + 1)
            for code in found[1].split(","):
                yield Comment(place, about, code.strip(), found[2].strip(" */#}") or UNSAID)


def _next_line(lines: Sequence[str], number: int) -> int:
    """Give the number of the next line that holds something."""
    while number < len(lines) and _NO_CODE.fullmatch(lines[number]):
        number += 1
    return number + 1
