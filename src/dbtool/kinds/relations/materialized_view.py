"""Materialized views.

Another query replaces the view, its indexes and grants with it. Whether it is `populated` is data, and not
compared: a new one is filled unless its definition says WITH NO DATA, and one made anew if it was so before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from dbtool.kinds.base import ALTER, IGNORE, OPTIONAL, REPLACE, Kind, always
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterializedView(Fact):
    """Materialized views."""

    kind: ClassVar[str] = "materialized_view"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    definition: Expr
    populated: bool = True
    options: Mapping[str, str] = field(default_factory=dict)
    access_method: str | None = None
    tablespace: str | None = None
    owner: str | None = None
    comment: str | None = None


def _takes(view: MaterializedView) -> Iterable[tuple[str, str, str]]:
    # Its rows are a type of the same name.
    yield "type", view.schema, view.name


def _requires(view: MaterializedView) -> Iterable[Key]:
    yield Key("schema", (view.schema,))


KIND = Kind(
    model=MaterializedView,
    fields={
        "definition": REPLACE,
        "populated": IGNORE,
        "options": ALTER,
        "access_method": OPTIONAL,
        "tablespace": OPTIONAL,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_rewrite",
    evaluates=True,
    requires=_requires,
    namespace="relation",
    takes=_takes,
    reads=True,
    steps_aside=always,
    renames="MATERIALIZED VIEW",
    moves=True,
)
