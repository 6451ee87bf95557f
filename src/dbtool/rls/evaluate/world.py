"""Invented rows of each relation that a policy may read: of two tenants, consistent by foreign keys."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dbtool.rls.evaluate.domain import Domain
from dbtool.rls.evaluate.links import Links
from dbtool.rls.evaluate.parties import PARTIES, Parties, Party
from dbtool.rls.evaluate.rewriting import behind, tables_in
from dbtool.rls.evaluate.valid import Valid
from dbtool.rls.evaluate.words import Words, together
from dbtool.rls.facts import Column, Policy, Relation
from dbtool.rls.review import Review

# Whose a row is: a tenant's; "alike" and "other" are no party; "nobody" has no tenant.
Owner = Literal["A", "B", "alike", "other", "nobody"]
Row = Mapping[str, str | None]

_MOST_ROWS = 12


@dataclass(frozen=True, slots=True)
class Invented:
    """One invented row, None where it belongs to no tenant by its columns; what it leaves out is NULL."""

    row: Row
    owner: Party | None


class World:
    """The rows of one state of the tables.

    Shape: `number` chooses, where a tenant can have only one row, which of its variants that is. `more` are
           policies that may come into force.
    """

    def __init__(self, review: Review, valid: Valid, number: int = 0, more: Sequence[Policy] = ()) -> None:
        self._review = review
        self._more = more
        self._number = number
        self.parties = Parties(review.tenancy, valid)
        self.domain = Domain(self.parties, valid)
        self.links = Links(review)
        self._rows: dict[int, Sequence[Invented]] = {}
        # How many variants there are of the only row that a tenant can have.
        self.variants: dict[int, int] = {}

    def rows(self, relation: Relation) -> Sequence[Invented]:
        """Give the rows of a relation, each time the same."""
        found = self._rows.get(relation.oid)
        if found is None:
            # What points at itself, by whatever way, has NULL there.
            self._rows[relation.oid] = ()
            found = self._rows[relation.oid] = tuple(self._invent(relation))
        return found

    def about(self, relation: Relation) -> Words:
        """Give the words of all policies that are on the relation or read it."""
        return together(self._texts.get(relation.oid, ()))

    def _invent(self, relation: Relation) -> Iterator[Invented]:
        used = self._used(relation)
        parts = {c.name: self.links.part(relation, c.name) for c in relation.columns}
        free = self._free_keys(relation, parts)
        varied = [
            column
            for column in relation.columns
            if column.name in used and column not in free and not self._fixed(relation, column)
        ]
        said = self.about(relation)
        values = [self.domain.values(column, said) or [None] for column in varied]
        # A column that is a key alone would be there twice.
        single = bool(self._unique(relation)) and not free
        owned, numbers = self.owned(relation), itertools.count(3001)
        for party in PARTIES if owned else (None,):
            combined = _combined(values)
            chosen = [combined[self._number % len(combined)]] if single else combined
            if single:
                self.variants[relation.oid] = len(combined)
            for combination in chosen:
                number = next(numbers)
                row = self._given(relation, party)
                row |= {column.name: value for column, value in zip(varied, combination, strict=True)}
                row |= {column.name: self.parties.key(column.type, number) for column in free}
                yield Invented(row, party)

    def owned(self, relation: Relation) -> bool:
        """Say whether each row of a relation belongs to one of the parties."""
        return relation.oid in self._review.axes or any(
            self.links.part(relation, column.name) or self._parent(relation, column.name, "A")
            for column in relation.columns
        )

    def _given(self, relation: Relation, party: Party | None) -> dict[str, str | None]:
        """Give what follows from whose the row is."""
        found: dict[str, str | None] = {}
        for column in relation.columns:
            part = self.links.part(relation, column.name)
            if part is not None and party is not None:
                found[column.name] = self.parties.value(part, party, column.type)
            elif part is None and self.links.key_of(relation, column.name):
                found[column.name] = self._parent(relation, column.name, party)
        return found

    def _parent(self, relation: Relation, column: str, party: Party | None) -> str | None:
        """Give the key of the row of the same owner that a column points at."""
        key = self.links.key_of(relation, column)
        parent = self._review.access.relations.get(key.parent) if key else None
        if key is None or parent is None:
            return None
        name = key.parent_columns[key.child_columns.index(column)]
        rows = [each for each in self.rows(parent) if party is None or each.owner == party]
        return rows[0].row.get(name) if rows else None

    def _fixed(self, relation: Relation, column: Column) -> bool:
        return bool(self.links.part(relation, column.name) or self.links.key_of(relation, column.name))

    def _unique(self, relation: Relation) -> list[Sequence[str | None]]:
        indexes = self._review.access.indexes_of(relation)
        return [index.columns for index in indexes if index.unique and not index.partial]

    def _free_keys(self, relation: Relation, parts: Mapping[str, object]) -> list[Column]:
        """Give the columns that make each row unique, beside those that say whose it is."""
        found = []
        for columns in self._unique(relation):
            for name in columns:
                column = relation.column(name or "")
                if (
                    column
                    and column not in found
                    and not self._fixed(relation, column)
                    and _countable(column)
                ):
                    found.append(column)
        return found

    def _used(self, relation: Relation) -> frozenset[str]:
        return self._columns.get(relation.oid, frozenset()) | self.about(relation).names

    @cached_property
    def _columns(self) -> Mapping[int, frozenset[str]]:
        found: defaultdict[int, set[str]] = defaultdict(set)
        for use in self._review.access.uses:
            if use.used_kind == "relation" and use.column and use.user_kind != "view":
                found[use.used].add(use.column)
        return {oid: frozenset(names) for oid, names in found.items()}

    @cached_property
    def _texts(self) -> Mapping[int, Sequence[str]]:
        found: defaultdict[int, list[str]] = defaultdict(list)
        for policy in (*self._review.access.policies, *self._more):
            texts = [text for text in (policy.using, policy.check) if text]
            texts += [body for text in texts for body in behind(self._review, text)]
            read = [each.oid for text in texts for each in tables_in(self._review, text)]
            for oid in {policy.relation, *read}:
                found[oid].extend(texts)
        return found


def _combined(values: Sequence[Sequence[str | None]]) -> list[tuple[str | None, ...]]:
    """Give all combinations where these are few, else each value in some."""
    size = 1
    for each in values:
        size *= len(each)
    if size <= _MOST_ROWS:
        return list(itertools.product(*values))
    count = max(_MOST_ROWS, *(len(each) for each in values))
    return [
        tuple(each[(number + at) % len(each)] for at, each in enumerate(values)) for number in range(count)
    ]


def _countable(column: Column) -> bool:
    return column.category != "B" and not column.labels
