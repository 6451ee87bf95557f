"""Operator families.

`members` are those that belong to no operator class: the operators and functions of the family as a
whole, by what they are for (`OPERATOR 1 (integer, bigint)`), in the server's print. They are added and
taken out in place, as owner and comment are. A family that CREATE OPERATOR CLASS makes by itself is one
like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, Kind
from dbtool.model.fact import Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorFamily(Fact):
    """Operator families."""

    kind: ClassVar[str] = "operator_family"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name", "method")

    schema: str
    name: str
    method: str
    members: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None


def _requires(family: OperatorFamily) -> Iterable[Key]:
    yield Key("schema", (family.schema,))


KIND = Kind(
    model=OperatorFamily,
    fields={
        "members": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_opfamily",
    requires=_requires,
    renames="OPERATOR FAMILY",
    moves=True,
)
