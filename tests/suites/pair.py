"""What a suite is made of, and what comes of trying it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two schemas as SQL: what a database is, and what it shall become.

    `roles` are there before either is loaded; a role that the SQL creates itself is not among them.
    """

    suite: str
    name: str
    old: str
    new: str
    roles: tuple[str, ...] = ()


class Outcome(StrEnum):
    """What came of a pair."""

    SAME = "same dump"
    COLUMN_ORDER = "same but for column order"
    NOT_LOADABLE = "not loadable"
    NOT_APPLIED = "not applied"
    DIFFERENCES = "diff not empty"
    OTHER_DUMP = "other dump"


# A column that is added to a table comes last, wherever the new schema has it.
ACCEPTED = frozenset({Outcome.SAME, Outcome.COLUMN_ORDER})


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one pair, and the reason where it is not the wished one."""

    suite: str
    name: str
    outcome: Outcome
    reason: str = ""

    @property
    def failed(self) -> bool:
        return self.outcome not in ACCEPTED and self.outcome is not Outcome.NOT_LOADABLE


def numbered(pairs: Iterator[Pair]) -> Iterator[Pair]:
    """Give the pairs with names that are unique in their suite: the second of a name ends in `#2`."""
    seen: dict[tuple[str, str], int] = {}
    for pair in pairs:
        key = (pair.suite, pair.name)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] == 1:
            yield pair
        else:
            yield Pair(
                suite=pair.suite,
                name=f"{pair.name} #{seen[key]}",
                old=pair.old,
                new=pair.new,
                roles=pair.roles,
            )
