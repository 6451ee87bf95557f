"""Access methods: how tables and indexes are stored, by a handler function.

Manages the comment in place; another type or handler replaces the access method. An access method has no
owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, REPLACE, Kind
from dbtool.model.fact import Expr, Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessMethod(Fact):
    """An access method; `type` is table or index, `handler` its function as the server prints the name."""

    kind: ClassVar[str] = "access_method"
    identity: ClassVar[tuple[str, ...]] = ("name",)

    name: str
    type: str
    handler: Expr
    comment: str | None = None


KIND = Kind(
    model=AccessMethod,
    fields={
        "type": REPLACE,
        "handler": REPLACE,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_am",
)
