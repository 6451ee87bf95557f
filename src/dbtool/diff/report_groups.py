"""Differences gathered under the object they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dbtool.diff.report_names import home
from dbtool.diff.report_rows import Row
from dbtool.kinds import BY_NAME, KINDS
from dbtool.model.change import Create, Drop
from dbtool.model.key import Key

ORDER = {kind.name: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class Child:
    """A difference below a heading; `inside` are those that are told in its own line (a column's default)."""

    row: Row
    inside: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with what belongs to it; `own` is the heading object's own difference, if it has one."""

    home: Key
    own: Row | None
    children: tuple[Child, ...]
    gone: tuple[Row, ...]

    @property
    def named_by_relation(self) -> bool:
        """Whether the heading's kind is a guess: it may be a table, a view or a continuous aggregate."""
        return self.own is None and BY_NAME[self.home.kind].namespace == "relation"


def grouped(rows: Iterable[Row]) -> list[Group]:
    """Give the differences by object, in creation order, then by name."""
    found: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
    for row in rows:
        at = home(row.change)
        found.setdefault((BY_NAME[at.kind].namespace or at.kind, at.path), []).append(row)
    groups = (_group(path, together) for (_, path), together in found.items())
    return sorted(groups, key=lambda group: (ORDER[group.home.kind], group.home.path))


def _group(path: tuple[str, ...], rows: list[Row]) -> Group:
    own = next((row for row in rows if row.change.key == home(row.change)), None)
    below = [row for row in rows if row is not own]
    gone: list[Row] = []
    if own and isinstance(own.change, Drop):
        # What goes along with its object needs no line of its own.
        gone = [row for row in below if isinstance(row.change, Drop) and row.cause == own.cause]
        below = [row for row in below if row not in gone]
    at = own.change.key if own else home(rows[0].change)
    return Group(at, own, tuple(_children(below)), tuple(gone))


def _children(rows: list[Row]) -> Iterator[Child]:
    created = {row.change.key: row for row in rows if isinstance(row.change, Create)}
    inside: dict[Key, list[Row]] = {}
    for row in rows:
        carrier = _carrier(row)
        if carrier in created and created[carrier].cause == row.cause:
            inside.setdefault(carrier, []).append(row)
    told = {row.change.key for carried in inside.values() for row in carried}
    for row in sorted((row for row in rows if row.change.key not in told), key=_place):
        yield Child(row, tuple(inside.get(row.change.key, ())))


def _carrier(row: Row) -> Key | None:
    """Give the object in whose line a new object may be told: where its kind folds into it."""
    kind = BY_NAME[row.change.key.kind]
    if not isinstance(row.change, Create) or not kind.folds:
        return None
    return kind.parent(row.change.new)


def _place(row: Row) -> tuple[int, int, tuple[str, ...]]:
    fact = row.change.old if isinstance(row.change, Drop) else row.change.new
    return ORDER[row.change.key.kind], getattr(fact, "position", 0), row.change.key.path
