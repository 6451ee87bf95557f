"""Casts between two types.

`function` is the function with its arguments' types, as the server prints it; without one the cast is
`binary` (both types have one form) or goes by `inout`, the types' texts. Everything but the comment
replaces the cast.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, REPLACE, Kind, always
from dbtool.kinds.type_names import types_named
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast(Fact):
    """Casts between two types."""

    kind: ClassVar[str] = "cast"
    identity: ClassVar[tuple[str, ...]] = ("source", "target")

    source: str
    target: str
    method: str = "function"
    function: Expr | None = None
    context: str = "explicit"
    comment: str | None = None


def _requires(cast: Cast) -> Iterable[Key]:
    yield from types_named(cast.source, "public")
    yield from types_named(cast.target, "public")


KIND = Kind(
    model=Cast,
    fields={
        "method": REPLACE,
        "function": REPLACE,
        "context": REPLACE,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_cast",
    printed_once=always,
    requires=_requires,
)
