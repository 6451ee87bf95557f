"""Triggers, constraint triggers included; those that TimescaleDB or a foreign key made belong to these.

`definition` is what pg_get_triggerdef prints. `enabled` is origin, disabled, replica or always.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger(Fact):
    """One trigger of a table or view."""

    kind: ClassVar[str] = "trigger"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "name")

    schema: str
    table: str
    name: str
    definition: Expr
    enabled: str = "origin"
    comment: str | None = None


def _parent(trigger: Trigger) -> Key:
    return Key("table", (trigger.schema, trigger.table))


def _printed_once(trigger: Trigger) -> bool:
    return " WHEN (" not in trigger.definition


KIND = Kind(
    model=Trigger,
    fields={
        "definition": REPLACE,
        "enabled": ALTER,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_trigger",
    printed_once=_printed_once,
    parent=_parent,
    steps_aside=always,
    renames="TRIGGER",
)
