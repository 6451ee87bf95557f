"""A comparison that found nothing, remembered, so that the next one over the same need not be made.

What a comparison gives follows from the recorded state, from what the server says and from dbtool's own code,
and from nothing else. Where all three are what they were, so is the result: nothing differs. What the server
says is read each time, all of it; spared are the facts and the kinds that make sense of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from dbtool.cache import cache_folder, code_mark
from dbtool.catalog.reading import Reading
from dbtool.execute.connect import Connection
from dbtool.operations.state import write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """What was compared and what came of it.

    Shape: `code` and `state` are marks of dbtool's code and of state.json, `start` and `said` of the reading,
           whose `queries` were sent; `claimed` has catalog and row of every object in turn; the rest is the
           result.
    """

    code: str
    state: str
    start: str
    said: str
    queries: tuple[str, ...]
    claimed: tuple[int, ...]
    unmodelled: tuple[str, ...]
    unmade: tuple[str, ...]
    objects: dict[str, int]

    @classmethod
    def of(cls, found: Reading, state: str, unmade: Sequence[str], objects: dict[str, int]) -> Self:
        """Give what is to be remembered of a comparison that found nothing."""
        return cls(
            code=code_mark(),
            state=state,
            start=found.start,
            said=found.mark,
            queries=tuple(found.queries),
            claimed=tuple(number for address in sorted(found.claimed) for number in address),
            unmodelled=found.unmodelled,
            unmade=tuple(unmade),
            objects=objects,
        )

    def queries_from(self, start: str) -> Sequence[str] | None:
        """Give the queries to send if a reading starts from where this one did, else None."""
        return self.queries if start == self.start else None

    def holds(self, found: Reading, state: str) -> bool:
        """Say whether the recorded state and everything that the server says are what they were."""
        # The first two are known before the server has answered.
        if state != self.state or found.start != self.start or found.mark != self.said:
            return False
        # What nobody claims is counted against what is claimed, which is the same where the rows are.
        claimed = set(zip(self.claimed[::2], self.claimed[1::2], strict=True))
        return found.unclaimed(claimed) == self.unmodelled


def recall(place: Path) -> Remembered | None:
    """Give what is remembered there, None for what another version of dbtool has written or nobody."""
    try:
        data: dict[str, Any] = json.loads(place.read_bytes())
        if data.get("code") != code_mark():
            return None
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in data.items()
        }
        return Remembered(**values)
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def remember(place: Path, remembered: Remembered) -> None:
    """Write it down; where that is not possible, the next comparison is made again."""
    with suppress(OSError):
        write_atomically(
            place, json.dumps({field.name: getattr(remembered, field.name) for field in fields(remembered)})
        )


def place_of(connection: Connection, recorded: Path) -> Path:
    """Give the file for comparisons of that database with that state file: the last one is remembered."""
    info = connection.info
    parts = (info.host, str(info.port), info.dbname, info.user, str(recorded.resolve()))
    return cache_folder() / "compared" / f"{sha256(chr(0).join(parts).encode()).hexdigest()[:32]}.json"
