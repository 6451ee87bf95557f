"""Extended statistics: what the planner knows of columns and expressions together.

`definition` is the whole statement as pg_get_statisticsobjdef prints it; another one replaces the object.
Statistics target, owner and comment are altered in place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from dbtool.kinds.base import ALTER, OPTIONAL, REPLACE, Kind
from dbtool.model.fact import Expr, Fact
from dbtool.model.key import Key


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsObject(Fact):
    """Extended statistics of a table; `on` is the table's path."""

    kind: ClassVar[str] = "statistics_object"
    identity: ClassVar[tuple[str, ...]] = ("schema", "name")

    schema: str
    name: str
    on: tuple[str, ...]
    definition: Expr
    target: int | None = None
    owner: str | None = None
    comment: str | None = None


def _requires(statistics: StatisticsObject) -> Iterable[Key]:
    yield Key("schema", (statistics.schema,))


def _parent(statistics: StatisticsObject) -> Key:
    return Key("table", statistics.on)


KIND = Kind(
    model=StatisticsObject,
    fields={
        "on": REPLACE,
        "definition": REPLACE,
        "target": ALTER,
        "owner": OPTIONAL,
        "comment": ALTER,
    },
    source=__file__,
    found_in="pg_statistic_ext",
    requires=_requires,
    parent=_parent,
    namespace="statistics",
    renames="STATISTICS",
    moves=True,
)
