"""The contract of a check: what a rule is and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from dbtool.model.database import Database
from dbtool.model.key import Key

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule is broken.

    Shape: `key` is the object that the finding is about, where it can be waived; `message` is one sentence;
           `hint` says what to write instead; `other` are further objects that have a part in it.
    """

    key: Key
    message: str
    hint: str
    other: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule, in a file of its own whose docstring is its page.

    Shape: `code` and `name` are unique and stay; `find` is pure and gives the hits in a stable order.
           `early` rules hold what the server itself refuses: they also run on facts in the author's spelling,
           where these cannot be built.
    """

    code: str
    name: str
    severity: Severity
    find: Callable[[Database], Iterable[Hit]]
    page: str
    early: bool = False

    @property
    def title(self) -> str:
        """The page's first line."""
        return self.page.strip().splitlines()[0]
