"""Names for samples: plain ones, or ones that only correct quoting lets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dbtool.model.quoting import ident, qualified


def plain(word: str) -> str:
    return word


def odd(word: str) -> str:
    """Give the word with a quote, capitals, a space, a dot and letters beyond ASCII."""
    return f'Ö "{word.title()}".表 %s'


@dataclass(frozen=True, slots=True)
class Names:
    """Turns words into names; `role` begins with the prefix of this test run."""

    spelled: Callable[[str], str]
    role_prefix: str

    def __call__(self, word: str) -> str:
        """Give the name for a word."""
        return self.spelled(word)

    def role(self, word: str) -> str:
        """Give the name of a role."""
        return self.role_prefix + self.spelled(word)

    def sql(self, *words: str) -> str:
        """Give the names of a path as SQL."""
        return qualified(*map(self.spelled, words))

    def column(self, word: str) -> str:
        """Give the name of a column as SQL."""
        return ident(self.spelled(word))
