"""Enum types.

Labels are added in place at their position, and renamed where `renamed_from` says so; one that goes or moves
replaces the type, and a row that holds a label which is gone stops that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum(Fact):
    """Enum types."""

    kind: ClassVar[str] = "enum"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    labels: tuple[str, ...] = ()
    owner: str | None = None
    comment: str | None = None


def _requires(enum: Enum) -> Iterable[Key]:
    yield Key("schema", (enum.schema,))


def _must_replace(old: Enum, new: Enum) -> str | None:
    kept = tuple(label for label in new.labels if label in old.labels)
    return None if kept == old.labels else "a label is removed or moved, which PostgreSQL cannot do in place"


KIND = Kind(
    model=Enum,
    fields={
        "labels": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_type",
    requires=_requires,
    must_replace=_must_replace,
    namespace="type",
    usable_after_commit=True,
    beside=True,
    renames="TYPE",
    moves=True,
)
