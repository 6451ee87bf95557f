"""What an object is and what changes of it, in words; nothing here knows a kind by name."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dbtool.kinds import BY_NAME
from dbtool.kinds.base import IGNORE
from dbtool.model.change import Alter, Replace
from dbtool.model.fact import Fact

# These say by their value alone what they are.
BARE = frozenset({"type", "definition", "expression", "privileges", "labels"})
# What a report says in fewer words than the field's name and value.
WORDS: Mapping[tuple[str, Any], str] = {
    ("nullable", False): "not null",
    ("permissive", False): "restrictive",
    ("validated", False): "not valid",
    ("enabled", False): "disabled",
    ("scheduled", False): "not scheduled",
    ("login", True): "login",
}
# Left out of a summary: prose, or said by another field already.
QUIET = frozenset({"comment", "columns", "signature"})
SHORT = 60


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field with both its values, as text."""

    name: str
    old: str
    new: str

    @property
    def label(self) -> str:
        return self.name.replace("_", " ")

    @property
    def one_line(self) -> bool:
        return "\n" not in self.old and "\n" not in self.new

    def __str__(self) -> str:
        return f"{self.label}: {self.old} → {self.new}"


def field_changes(change: Alter | Replace) -> tuple[FieldChange, ...]:
    """Give the fields that change, in the kind's order."""
    names = [name for name in type(change.new).__dataclass_fields__ if name in change.fields]
    return tuple(
        FieldChange(name, shown(getattr(change.old, name)), shown(getattr(change.new, name)))
        for name in names
    )


def shown(value: Any) -> str:
    """Give a field's value as text."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case "":
            return "''"
        case Mapping():
            return ", ".join(f"{name} = {shown(item)}" for name, item in value.items()) or "none"
        case tuple():
            parts = (" ".join(map(shown, item)) if isinstance(item, tuple) else shown(item) for item in value)
            return ", ".join(parts) or "none"
        case _:
            return str(value)


def summary(fact: Fact, besides: Container[str] = ()) -> str:
    """Give in one line what an object is, besides its name and the fields that the reader knows already."""
    return ", ".join(_said(fact, besides))


def _said(fact: Fact, besides: Container[str]) -> Iterator[str]:
    rules = BY_NAME[fact.kind].fields
    values = {
        name: value
        for name, value in fact.values().items()
        if name not in fact.identity
        and name not in QUIET
        and name not in besides
        and rules.get(name) is not IGNORE
    }
    if "definition" in values:
        # A constraint's definition begins with its type.
        values.pop("type", None)
    for name, value in values.items():
        yield _phrase(name, value)


def _phrase(name: str, value: Any) -> str:
    words = WORDS.get((name, value)) if isinstance(value, bool) else None
    label = name.replace("_", " ")
    if words:
        return words
    if isinstance(value, bool):
        return label if value else f"not {label}"
    text = shown(value).strip()
    lines = text.count("\n") + 1
    if lines > 1:
        return f"{label} of {lines} lines"
    return text if name in BARE else f"{label} {text}"
