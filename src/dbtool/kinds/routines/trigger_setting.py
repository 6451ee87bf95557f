"""When a partition's copy of a trigger fires, where that is not when its table's trigger fires.

`enabled` is origin, disabled, replica or always.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerSetting(Fact):
    """When a partition's copy of the trigger `whole` fires; `inherited` is when the one above it does."""

    kind: ClassVar[str] = "trigger_setting"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table", "name")

    schema: str
    table: str
    name: str
    enabled: str = "origin"
    inherited: str | None = None
    whole: tuple[str, ...] = ()


def _parent(setting: TriggerSetting) -> Key | None:
    return Key("trigger", setting.whole) if setting.whole else None


def _requires(setting: TriggerSetting) -> Iterable[Key]:
    yield Key("table", (setting.schema, setting.table))


KIND = Kind(
    model=TriggerSetting,
    fields={
        "enabled": ALTER,
        "inherited": IGNORE,
        "whole": IGNORE,
    },
    source=__file__,
    found_in="pg_inherits",
    requires=_requires,
    parent=_parent,
)
