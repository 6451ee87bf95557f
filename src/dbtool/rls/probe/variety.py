"""Which values decide something: what policies ask for, and what has but a few values."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Sequence

from dbtool.rls.facts import Relation
from dbtool.rls.probe import values
from dbtool.rls.probe.pairs import Pairs
from dbtool.rls.probe.shapes import Column, Shapes
from dbtool.rls.probe.solving import candidates, literals
from dbtool.rls.probe.statements import Values
from dbtool.rls.review import Review

_MOST_TOGETHER = 24
_MOST_OPTIONS = 6
_PLAIN = 10


class Variety:
    """Gives other values of what decides something."""

    def __init__(self, review: Review, shapes: Shapes, pairs: Pairs) -> None:
        self._review, self._shapes, self._pairs = review, shapes, pairs

    def asked(self, relation: Relation) -> frozenset[str]:
        """Give the columns that policies of the relation ask for."""
        return frozenset(
            use.column
            for policy in self._review.access.policies_of(relation)
            for use in self._review.access.used_by("policy", policy.oid)
            if use.used == relation.oid and use.column
        )

    def of(
        self,
        relation: Relation,
        left: Collection[str],
        solved: Sequence[Sequence[Values]],
        own: Sequence[str] = (),
    ) -> Iterator[Values]:
        """Give values for columns of a relation: all changed at once, then what is asked for, each with each.

        Shape: columns that are `left` stay as they are; those under constraints take what is `solved`; what
               is asked for may hold what the tenant's session says of it, its `own`: who wrote a row, say.
        """
        asked = self.asked(relation)
        units: list[Sequence[Values]] = []
        for group in solved:
            if not asked.isdisjoint(group[0]) and set(left).isdisjoint(asked & group[0].keys()):
                units.append(_different(group, asked))
        bound = {name for group in solved for name in group[0]}
        for column in self._shapes.columns[relation.oid]:
            if column.name not in left and column.name not in bound and not column.generated:
                options = self._options(relation, column, asked)
                if column.name in asked:
                    options += self._of_own(column, own, options)
                units.append([{column.name: text} for text in options])
        units = [unit for unit in units if len(unit) > 1]
        if not units:
            return
        for number in range(max(map(len, units))):
            yield _together(unit[number % len(unit)] for unit in units)
        deciding = [unit for unit in units if not asked.isdisjoint(unit[0])]
        if len(deciding) > 1:
            for chosen in itertools.islice(itertools.product(*deciding), _MOST_TOGETHER):
                yield _together(chosen)

    def _options(self, relation: Relation, column: Column, asked: Collection[str]) -> list[str | None]:
        found: list[str | None] = []
        base = self._shapes.base(column.type)
        if base is not None and base.name == "bool":
            found = ["false", "true"]
        elif base is not None and base.kind == "e":
            found = list(base.labels[:_MOST_OPTIONS])
        elif values.is_time(self._shapes, column.type):
            found = ["2100-01-01", "2000-01-01"]
        elif base is not None and base.subtype and column.name in asked:
            found = ["{(,)}" if base.kind == "m" else "(,)", "empty" if base.kind == "r" else "{}"]
        elif column.name in asked:
            found = list(self._spoken_of(relation, column))
            if found:
                found.append(values.value(self._shapes, column.type, column.typmod, _PLAIN))
        if not column.not_null and (found or not values.is_text(self._shapes, column.type)):
            found.append(None)
        return found

    def _of_own(
        self, column: Column, own: Sequence[str], known: Sequence[str | None]
    ) -> Sequence[str | None]:
        """Give what a column may hold of what the tenant's session says, and with it one other value."""
        found = [text for text in own if text not in known and self._pairs.fits(column, text)]
        other = values.value(self._shapes, column.type, column.typmod, _PLAIN)
        return [*found, other] if found and not known and other is not None else found

    def _spoken_of(self, relation: Relation, column: Column) -> Sequence[str]:
        """Give the values that policies compare with."""
        policies = self._review.access.policies_of(relation)
        said = " ".join(f"{policy.using or ''} {policy.check or ''}" for policy in policies)
        strings, numbers = literals(said)
        if values.is_number(self._shapes, column.type):
            return [text for text in candidates(self._shapes, column, [said], (_PLAIN,)) if text in numbers]
        tenancy = self._review.tenancy
        names = ("", tenancy.setting, *tenancy.settings)
        texts = [value for name, value in tenancy.settings.items() if name in strings]
        if values.is_text(self._shapes, column.type):
            texts += [text for text in strings if text not in names]
        return [text for text in texts[:_MOST_OPTIONS] if self._pairs.fits(column, text)]


def _different(group: Sequence[Values], asked: Collection[str]) -> Sequence[Values]:
    """Give of several solutions those that differ in what is asked for, each once."""
    found: dict[tuple[str | None, ...], Values] = {}
    for solution in group:
        found.setdefault(tuple(text for name, text in solution.items() if name in asked), solution)
    return list(found.values())[: 2 * _MOST_OPTIONS]


def _together(parts: Iterator[Values] | Sequence[Values]) -> Values:
    return {name: text for part in parts for name, text in part.items()}
