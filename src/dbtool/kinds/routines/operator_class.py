"""Operator classes.

`members` are the operators and functions that belong to the class, by what they are for (`OPERATOR 1
(integer, integer)`), in the server's print; optional functions and those over two types belong to the
family. Owner and comment change in place; anything else makes the class anew with the indexes that use
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind, always
from dbtool.kinds.type_names import types_named
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorClass(Fact):
    """Operator classes."""

    kind: ClassVar[str] = "operator_class"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name", "method")

    schema: str
    name: str
    method: str
    type: Expr
    default: bool = False
    family: tuple[str, ...] | None = None
    storage: Expr | None = None
    members: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None


def _requires(operator_class: OperatorClass) -> Iterable[Key]:
    yield Key("schema", (operator_class.schema,))
    yield from types_named(operator_class.type, operator_class.schema)
    if operator_class.family:
        yield Key("operator_family", (*operator_class.family, operator_class.method))


KIND = Kind(
    model=OperatorClass,
    fields={
        "type": REPLACE,
        "default": REPLACE,
        "family": REPLACE,
        "storage": REPLACE,
        "members": REPLACE,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_opclass",
    printed_once=always,
    requires=_requires,
    renames="OPERATOR CLASS",
    moves=True,
)
