"""What stands inside a CREATE."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from dbtool.model.fact import Fact


@dataclass
class Inside:
    """The facts folded into a CREATE, by kind; with `stubbed` a stub of the object is there already."""

    facts: Sequence[Fact] = field(default_factory=tuple)
    stubbed: bool = False

    def of(self, kind: str) -> list[Fact]:
        """Give the folded facts of one kind, columns in their order."""
        found = [fact for fact in self.facts if fact.kind == kind]
        return sorted(found, key=lambda fact: (getattr(fact, "position", 0), fact.key))

    def default_of(self, column: str) -> Fact | None:
        """Give the folded default of a column, or None."""
        return self._defaults.get(column)

    @cached_property
    def _defaults(self) -> Mapping[str, Fact]:
        return {fact.key.path[2]: fact for fact in self.facts if fact.kind == "column_default"}
