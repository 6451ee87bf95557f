"""What a column has for itself that is no table's own: a view's, or one that a partition or child inherits.

There is one only where something is set. Of an inherited column NOT NULL, storage, compression and the
generation expression are those that differ from the parent's; statistics target, attribute options and
comment are a column's own everywhere. A generation expression of a partition's own needs PostgreSQL 17.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnSetting(Fact):
    """What the column of a view, partition or child has for itself; `inherited` is what it would have."""

    kind: ClassVar[str] = "column_setting"
    identity: ClassVar[tuple[str, ...]] = ("schema", "relation", "name")

    schema: str
    relation: str
    name: str
    nullable: bool = True
    generated: Expr | None = None
    storage: str | None = None
    compression: str | None = None
    statistics: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    comment: str | None = None
    inherited: Mapping[str, str] = field(default_factory=dict)


def _parent(setting: ColumnSetting) -> Key:
    return Key("table", (setting.schema, setting.relation))


def _printed_once(setting: ColumnSetting) -> bool:
    return setting.generated is None


KIND = Kind(
    model=ColumnSetting,
    fields={
        "nullable": ALTER,
        "generated": ALTER,
        "storage": ALTER,
        "compression": ALTER,
        "statistics": ALTER,
        "options": ALTER,
        "comment": ALTER,
        "inherited": IGNORE,
    },
    source=__file__,
    found_in="relations",
    printed_once=_printed_once,
    parent=_parent,
)
