"""The invented rows of the relation under test: every combination of the values that may matter."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from dbtool.rls.evaluate.parties import PARTIES, Part, Party
from dbtool.rls.evaluate.words import Words
from dbtool.rls.evaluate.world import Owner, Row, World
from dbtool.rls.facts import Column, ForeignKey, Relation
from dbtool.rls.review import Review
from dbtool.rls.tenants import Axis

MOST = 4000
_SEED = 20


class Case(NamedTuple):
    """One invented row.

    Shape: `owner` is None where the relation holds no tenant's rows. `enrols` is the party that the row would
           make a member of the other tenant.
    """

    row: Row
    owner: Owner | None
    enrols: Party | None = None


class _Choice(NamedTuple):
    """A part of a row; `owner` is whose it makes the row, `of` whose row alone may have it."""

    row: Row
    owner: Owner | None = None
    of: Party | None = None


@dataclass(frozen=True, slots=True)
class Cases:
    """The rows; `whole` says that no combination was left out."""

    rows: Sequence[Case]
    whole: bool


class CaseMaker:
    """Makes the rows for one world."""

    def __init__(self, review: Review, world: World, axes: Mapping[int, Axis]) -> None:
        self._review = review
        self._world = world
        self._axes = axes

    def cases(self, relation: Relation, used: Set[str], said: Words) -> Cases:
        """Give rows of a relation for expressions that use these columns."""
        slots = list(self._slots(relation, used | self._membership(relation), said))
        size = 1
        for slot in slots:
            size *= len(slot)
        chosen = itertools.product(*slots) if size <= MOST else _sample(slots)
        rows = [case for each in chosen if (case := self._case(relation, each)) is not None]
        return Cases(rows, size <= MOST)

    def _case(self, relation: Relation, choices: Sequence[_Choice]) -> Case | None:
        row: dict[str, str | None] = {}
        for choice in choices:
            row |= choice.row
        owner = next((choice.owner for choice in choices if choice.owner is not None), None)
        bound = {choice.of for choice in choices if choice.of is not None}
        if owner in PARTIES and bound - {owner}:
            axis = self._axes.get(relation.oid)
            if axis is None or not axis.principal:
                return None
            return Case(row, None, enrols=owner)
        return Case(row, owner)

    def _slots(self, relation: Relation, used: Set[str], said: Words) -> Iterator[list[_Choice]]:
        done: set[str] = set()
        for slot, columns in self._own(relation, said):
            done |= columns
            yield slot
        for column in relation.columns:
            if column.name not in used or column.name in done:
                continue
            key = self._world.links.key_of(relation, column.name)
            part = self._world.links.part(relation, column.name)
            if part is not None:
                done.add(column.name)
                yield self._party_choices(relation, column, part)
            elif key is not None and key.parent in self._review.access.relations:
                columns = set(key.child_columns) - done
                done |= columns
                yield self._key_choices(relation, key, columns)
            else:
                yield [
                    _Choice({column.name: value}) for value in self._world.domain.values(column, said)
                ] or [_Choice({})]

    def _membership(self, relation: Relation) -> frozenset[str]:
        """Give the columns by which a row makes somebody a member, whatever its policies ask."""
        membership = self._review.tenancy.membership
        if membership is None or membership.table != relation.path:
            return frozenset()
        return frozenset((membership.principal, membership.tenant))

    def _own(self, relation: Relation, said: Words) -> Iterator[tuple[list[_Choice], set[str]]]:
        """Give the choices that say whose the row is."""
        axis = self._axes.get(relation.oid)
        if axis is None:
            return
        if axis.over:
            key = axis.over[0]
            yield self._owned_parents(relation, key), set(key.child_columns)
            return
        column = relation.column(axis.column)
        if column is not None:
            part: Part = "principal" if axis.principal else "tenant"
            yield self._owners(column, part, said), {column.name}

    def _owners(self, column: Column, part: Part, said: Words) -> list[_Choice]:
        world, name = self._world, column.name
        found: dict[str | None, _Choice] = {}
        for party in PARTIES:
            value = world.parties.value(part, party, column.type)
            if value is not None:
                found[value] = _Choice({name: value}, party)
        for value in world.parties.alike(column.type):
            found.setdefault(value, _Choice({name: value}, "alike"))
        for value in world.domain.constants(column, said):
            found.setdefault(value, _Choice({name: value}, "other"))
        if not column.not_null:
            found[None] = _Choice({name: None}, "nobody")
        return list(found.values())

    def _owned_parents(self, relation: Relation, key: ForeignKey) -> list[_Choice]:
        parent = self._review.access.relations.get(key.parent)
        found = []
        for each in self._world.rows(parent) if parent else ():
            if each.owner is not None:
                found.append(_Choice(_pointing(key, each.row), each.owner))
        if any(column.name in key.child_columns and not column.not_null for column in relation.columns):
            found.append(_Choice(dict.fromkeys(key.child_columns), "nobody"))
        return found or [_Choice({}, "nobody")]

    def _party_choices(self, relation: Relation, column: Column, part: Part) -> list[_Choice]:
        """Give who may stand in another column; a principal stands in rows of its own tenant only."""
        axis = self._axes.get(relation.oid)
        bound = part == "principal" or (axis is not None and axis.principal)
        found = [
            _Choice({column.name: self._world.parties.value(part, party, column.type)}, None, party)
            for party in PARTIES
        ]
        choices = found if bound else [choice._replace(of=None) for choice in found]
        return choices if column.not_null else [*choices, _Choice({column.name: None})]

    def _key_choices(self, relation: Relation, key: ForeignKey, columns: Set[str]) -> list[_Choice]:
        """Give what a row may point at: nothing of the other tenant's."""
        parent = self._review.access.relations[key.parent]
        found: list[_Choice] = []
        for each in self._world.rows(parent):
            row = {name: value for name, value in _pointing(key, each.row).items() if name in columns}
            choice = _Choice(row, None, each.owner)
            if choice not in found:
                found.append(choice)
        if any(column.name in columns and not column.not_null for column in relation.columns):
            found.append(_Choice(dict.fromkeys(columns)))
        return found or [_Choice({})]


def _pointing(key: ForeignKey, parent: Row) -> dict[str, str | None]:
    pairs = zip(key.child_columns, key.parent_columns, strict=True)
    return {child: parent.get(column) for child, column in pairs}


def _sample(slots: Sequence[Sequence[_Choice]]) -> Iterator[tuple[_Choice, ...]]:
    """Give some of the combinations, always the same ones, with each choice in many of them."""
    chance = random.Random(_SEED)
    for number in range(MOST):
        yield tuple(slot[number % len(slot)] if number < 64 else chance.choice(slot) for slot in slots)
