"""The row-security switches of a table: present when either is on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSecurity(Fact):
    """The row-security switches of a table: present when either is on."""

    kind: ClassVar[str] = "row_security"
    identity: ClassVar[tuple[str, ...]] = ("schema", "table")

    schema: str
    table: str
    enabled: bool = True
    forced: bool = False


def _parent(security: RowSecurity) -> Key:
    return Key("table", (security.schema, security.table))


def _requires(security: RowSecurity) -> Iterable[Key]:
    yield _parent(security)


KIND = Kind(
    model=RowSecurity,
    fields={
        "enabled": ALTER,
        "forced": ALTER,
    },
    source=__file__,
    found_in="relations",
    requires=_requires,
    parent=_parent,
)
