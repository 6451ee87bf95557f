"""Comments of SQL files that are meant for dbtool: `-- dbtool: renamed_from old_name`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dbtool.definitions.sql_tokens import Token
from dbtool.errors import Origin

MARK = "dbtool:"
RENAMED_FROM = "renamed_from"


@dataclass(frozen=True, slots=True)
class OldName:
    """An old name, as it is written above the token at `before`."""

    text: str
    before: int
    origin: Origin


def old_names(
    text: str, floor: int, tokens: Sequence[Token], places: Callable[[int], Origin]
) -> Iterator[OldName]:
    """Give what the comments between the tokens say, the first of which may stand from `floor` on."""
    if text.find(RENAMED_FROM, floor, tokens[-1].start) < 0:
        return
    start = tokens[0].start
    for token in tokens:
        at = floor
        for line in text[floor : token.start].splitlines(keepends=True):
            said = line.strip()
            if said.startswith("--") and said[2:].lstrip().startswith(MARK):
                word, _, name = said[2:].lstrip().removeprefix(MARK).strip().partition(" ")
                if word == RENAMED_FROM:
                    yield OldName(name.strip(), token.start - start, places(at + line.index("--")))
            at += len(line)
        floor = token.end
