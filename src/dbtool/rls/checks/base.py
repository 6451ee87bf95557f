"""The contract of a static check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dbtool.rls.finding import Evidence, Finding, Severity
from dbtool.rls.review import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule; `page` is its explanation, the first line its title."""

    id: str
    severity: Severity
    page: str
    find: Callable[[Review], Iterable[Finding]]

    @property
    def title(self) -> str:
        """The page's first line."""
        return self.page.strip().splitlines()[0]


def seen(says: str, statement: str | None = None) -> Evidence:
    """Give the evidence of what the catalogs say, with the statement that shows it where there is one."""
    return Evidence(engine="static", says=says, statement=statement)
