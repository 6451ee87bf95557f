"""Aggregate functions: ordinary, moving, ordered-set and hypothetical-set ones.

`definition` has what stands in CREATE AGGREGATE by the words of that statement (sfunc, stype, initcond …),
each as SQL text, but for initial values, which are raw. CREATE OR REPLACE puts a new one in place unless the
result's type, the arguments or the sort of aggregate change. `signature` is the arguments as statements that
name the aggregate want them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key

# In the order of the manual. Source: CREATE AGGREGATE.
WORDS = (
    "sfunc",
    "stype",
    "sspace",
    "finalfunc",
    "finalfunc_extra",
    "finalfunc_modify",
    "combinefunc",
    "serialfunc",
    "deserialfunc",
    "initcond",
    "msfunc",
    "minvfunc",
    "mstype",
    "msspace",
    "mfinalfunc",
    "mfinalfunc_extra",
    "mfinalfunc_modify",
    "minitcond",
    "sortop",
    "parallel",
    "hypothetical",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Fact):
    """Aggregate functions."""

    kind: ClassVar[str] = "aggregate"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name", "arguments")

    schema: str
    name: str
    arguments: str
    signature: Expr
    result: Expr | None = None
    definition: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    comment: str | None = None

    @property
    def clauses(self) -> list[tuple[str, str]]:
        """What is in the definition, in the order of the manual."""
        return [(word, self.definition[word]) for word in WORDS if word in self.definition]


def _requires(aggregate: Aggregate) -> Iterable[Key]:
    yield Key("schema", (aggregate.schema,))


def _must_replace(old: Aggregate, new: Aggregate) -> str | None:
    if ("hypothetical" in old.definition) != ("hypothetical" in new.definition):
        return "an aggregate cannot become a hypothetical-set one, or cease to be one"
    return None


KIND = Kind(
    model=Aggregate,
    fields={
        "signature": REPLACE,
        "result": REPLACE,
        "definition": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_aggregate",
    printed_once=always,
    requires=_requires,
    must_replace=_must_replace,
    namespace="routine",
    steps_aside=always,
    renames="ROUTINE",
    moves=True,
)
