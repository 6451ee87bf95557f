"""Sequences, those of serial columns included; those of identity columns belong to the column.

Manages all options in place. The current value is data and is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence(Fact):
    """Sequences, those of serial columns included; those of identity columns belong to the column."""

    kind: ClassVar[str] = "sequence"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    type: Expr = Expr("bigint")
    start: int = 1
    increment: int = 1
    minimum: int | None = None
    maximum: int | None = None
    cache: int = 1
    cycle: bool = False
    unlogged: bool = False
    owner: str | None = None
    comment: str | None = None


def _requires(sequence: Sequence) -> Iterable[Key]:
    yield Key("schema", (sequence.schema,))


KIND = Kind(
    model=Sequence,
    fields={
        "type": ALTER,
        "start": ALTER,
        "increment": ALTER,
        "minimum": ALTER,
        "maximum": ALTER,
        "cache": ALTER,
        "cycle": ALTER,
        "unlogged": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_sequence",
    printed_once=always,
    requires=_requires,
    namespace="relation",
    holds_data=True,
    renames="SEQUENCE",
    moves=True,
)
