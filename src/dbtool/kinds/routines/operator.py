"""Operators.

Manages function, commutator, negator, estimators, whether it can hash and merge, owner and comment.
Estimators change in place; anything else makes the operator anew with what uses it. `left` is NONE for a
prefix operator; `function` and the estimators are text as the server prints it, commutator and negator in
OPERATOR(…).
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
class Operator(Fact):
    """Operators."""

    kind: ClassVar[str] = "operator"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name", "left", "right")

    schema: str
    name: str
    left: str = "NONE"
    right: str
    function: Expr
    commutator: Expr | None = None
    negator: Expr | None = None
    restrict: Expr | None = None
    join: Expr | None = None
    hashes: bool = False
    merges: bool = False
    owner: str | None = None
    comment: str | None = None


def _requires(operator: Operator) -> Iterable[Key]:
    yield Key("schema", (operator.schema,))
    yield from types_named(operator.left, operator.schema)
    yield from types_named(operator.right, operator.schema)


KIND = Kind(
    model=Operator,
    fields={
        "function": REPLACE,
        "commutator": REPLACE,
        "negator": REPLACE,
        "restrict": ALTER,
        "join": ALTER,
        "hashes": REPLACE,
        "merges": REPLACE,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_operator",
    printed_once=always,
    requires=_requires,
    steps_aside=always,
)
