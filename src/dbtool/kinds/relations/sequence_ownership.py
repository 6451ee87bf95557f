"""Which column a sequence belongs to (`OWNED BY`).

An object of its own, since the column's default needs the sequence and the ownership needs the column.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceOwnership(Fact):
    """Which column a sequence belongs to (`OWNED BY`)."""

    kind: ClassVar[str] = "sequence_ownership"
    identity: ClassVar[tuple[str, ...]] = ("schema", "sequence")

    schema: str
    sequence: str
    table: str
    column: str


def _requires(ownership: SequenceOwnership) -> Iterable[Key]:
    yield Key("sequence", (ownership.schema, ownership.sequence))
    yield Key("column", (ownership.schema, ownership.table, ownership.column))


KIND = Kind(
    model=SequenceOwnership,
    fields={
        "table": ALTER,
        "column": ALTER,
    },
    source=__file__,
    found_in="pg_sequence",
    requires=_requires,
)
