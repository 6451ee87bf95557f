"""Event triggers.

Manages event, tags, function, when it fires, owner and comment. Another event, function or list of tags makes
it anew. `enabled` is origin, disabled, replica or always. PostgreSQL wants a superuser as owner. One that a
plan makes comes after everything else, so that it does not fire for the rest of the plan.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind, always
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTrigger(Fact):
    """Event triggers."""

    kind: ClassVar[str] = "event_trigger"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    event: str
    tags: tuple[str, ...] = ()
    function: tuple[str, ...]
    enabled: str = "origin"
    owner: str | None = None
    comment: str | None = None


def _requires(trigger: EventTrigger) -> Iterable[Key]:
    yield Key("function", (*trigger.function, ""))


KIND = Kind(
    model=EventTrigger,
    fields={
        "event": REPLACE,
        "tags": REPLACE,
        "function": REPLACE,
        "enabled": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_event_trigger",
    requires=_requires,
    steps_aside=always,
    last=True,
    renames="EVENT TRIGGER",
)
