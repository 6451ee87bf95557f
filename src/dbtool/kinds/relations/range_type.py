"""Range types, each with its multirange type and the functions that make its values.

Manages subtype, operator class, collation, canonical and difference function, the multirange type's name,
owner and comment. PostgreSQL alters none but the last three: any other change makes the type anew, and
columns change over by way of text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind, always
from dbtool.kinds.type_names import types_named
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeType(Fact):
    """Range types."""

    kind: ClassVar[str] = "range_type"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    subtype: Expr
    opclass: tuple[str, ...] | None = None
    collation: tuple[str, ...] | None = None
    canonical: tuple[str, ...] | None = None
    subtype_diff: tuple[str, ...] | None = None
    multirange: tuple[str, ...] | None = None
    owner: str | None = None
    comment: str | None = None


def _requires(range_type: RangeType) -> Iterable[Key]:
    yield Key("schema", (range_type.schema,))
    yield from types_named(range_type.subtype, range_type.schema)
    if range_type.collation:
        yield Key("collation", range_type.collation)
    if range_type.subtype_diff:
        yield Key("function", (*range_type.subtype_diff, f"{range_type.subtype}, {range_type.subtype}"))


def _takes(range_type: RangeType) -> Iterable[tuple[str, str, str]]:
    if range_type.multirange:
        yield "type", range_type.multirange[0], range_type.multirange[1]


KIND = Kind(
    model=RangeType,
    fields={
        "subtype": REPLACE,
        "opclass": REPLACE,
        "collation": REPLACE,
        "canonical": REPLACE,
        "subtype_diff": REPLACE,
        "multirange": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_range",
    printed_once=always,
    requires=_requires,
    namespace="type",
    takes=_takes,
    beside=True,
    renames="TYPE",
    moves=True,
)
