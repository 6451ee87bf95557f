"""Texts that a pattern of a constraint takes: by the shape of the pattern, the same for the same number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from re import _constants as constants  # type: ignore[attr-defined]  # typeshed has none for it
from re import _parser as parser  # type: ignore[attr-defined]  # typeshed has none for it
from typing import Any

_TIMES = 3
_ANY = "abcdefghijklmnopqrstuvwxyz"
_CATEGORIES = {
    constants.CATEGORY_DIGIT: "0123456789",
    constants.CATEGORY_WORD: "abcdefghijklmnopqrstuvwxyz0123456789",
    constants.CATEGORY_SPACE: " ",
    constants.CATEGORY_NOT_DIGIT: _ANY,
    constants.CATEGORY_NOT_SPACE: _ANY,
    constants.CATEGORY_NOT_WORD: "-",
}


def sample(pattern: str, n: int) -> str | None:
    """Give the n-th text that a regular expression matches; None where it is beyond what is understood."""
    try:
        return _Sampler(n).text(parser.parse(pattern))
    except (re.error, ValueError, OverflowError):
        return None


def like(pattern: str) -> str:
    """Give the shortest text that a LIKE pattern matches."""
    return pattern.replace("%", "").replace("_", "a")


class _Sampler:
    """Walks through a parsed pattern; what may vary takes its turn from the digits of a number."""

    def __init__(self, n: int) -> None:
        self._left = n

    def text(self, parts: Any) -> str:
        return "".join(self._part(kind, argument) for kind, argument in parts)

    def _part(self, kind: Any, argument: Any) -> str:
        if kind is constants.LITERAL:
            return chr(argument)
        if kind is constants.NOT_LITERAL:
            return self._pick([letter for letter in _ANY if ord(letter) != argument])
        if kind is constants.ANY:
            return self._pick(_ANY)
        if kind is constants.IN:
            return self._pick(_letters(argument))
        if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            least, most, inner = argument
            # Some more than the least, so that there are enough different ones.
            times = (
                min(int(most), max(least, _TIMES)) if most is not constants.MAXREPEAT else max(least, _TIMES)
            )
            return "".join(self.text(inner) for _ in range(times))
        if kind is constants.SUBPATTERN:
            return self.text(argument[-1])
        if kind is constants.BRANCH:
            return self.text(argument[1][0])
        if kind is constants.AT or kind in (constants.ASSERT, constants.ASSERT_NOT):
            return ""
        raise ValueError(str(kind))

    def _pick(self, letters: Sequence[str]) -> str:
        self._left, place = divmod(self._left, len(letters))
        return letters[place]


def _letters(members: Any) -> Sequence[str]:
    """Give the letters of a class; of one that is negated, letters that are not in it."""
    negated, found = False, []
    for kind, argument in members:
        if kind is constants.NEGATE:
            negated = True
        elif kind is constants.LITERAL:
            found.append(chr(argument))
        elif kind is constants.RANGE:
            found += [chr(code) for code in range(argument[0], min(argument[1], 0x7E) + 1)]
        elif kind is constants.CATEGORY:
            found += _CATEGORIES[argument]
    return [letter for letter in _ANY + "0123456789" if letter not in found] if negated else found
