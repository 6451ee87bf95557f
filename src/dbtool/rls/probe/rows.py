"""Rows of invented tenants: what each column gets so that the table takes them."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from dbtool.definitions.sql_tokens import lex
from dbtool.rls.facts import Relation
from dbtool.rls.probe import values
from dbtool.rls.probe.links import FIRST, Links, Row, Tenant, Unseedable
from dbtool.rls.probe.order import Plan
from dbtool.rls.probe.pairs import Pairs
from dbtool.rls.probe.session import Session
from dbtool.rls.probe.shapes import Column, Condition, Shapes
from dbtool.rls.probe.solving import candidates, components, solve
from dbtool.rls.probe.statements import Values
from dbtool.rls.probe.variety import Variety
from dbtool.rls.review import Review

_MOST_VARIED = 16
_MOST_LEAVES = 8


class Maker:
    """Makes rows; `rows` are those that are there already, by relation and tenant.

    Shape: "S" stands for rows that belong to no tenant.
    """

    def __init__(self, session: Session, review: Review, shapes: Shapes, pairs: Pairs, plan: Plan) -> None:
        self._session, self._review, self._shapes, self._pairs = session, review, shapes, pairs
        self.plan = plan
        self.rows: dict[tuple[int, Tenant], list[Row]] = {}
        self._solved: dict[tuple[int, Hashable], Sequence[Sequence[Values]]] = {}
        self._links = Links(review, shapes, self.rows)
        self._variety = Variety(review, shapes, pairs)
        self._fresh = itertools.count(500)

    def tenants_of(self, relation: Relation) -> Sequence[Tenant]:
        """Give whose rows a relation gets."""
        return ("A", "B") if relation.oid in self.plan.of_tenants else ("S",)

    def pinned(self, relation: Relation, tenant: Tenant) -> Mapping[str, str]:
        """Give the columns that hold the tenant or its principal, with their values. Errors: Unseedable."""
        found: dict[str, str] = {}
        for name, whose in self.plan.pins.get(relation.oid, {}).items():
            column = self._shapes.column(relation, name)
            pair = self._pairs.of(column, principal=whose == "principal") if column is not None else None
            if pair is None:
                raise Unseedable(f"no value of two tenants fits the column {name}")
            found[name] = pair.of(tenant)
        return found

    def unique(self, relation: Relation) -> frozenset[str]:
        """Give the columns of unique keys."""
        keys = (index.columns for index in self._review.access.indexes_of(relation) if index.unique)
        return frozenset(name for columns in keys for name in columns if name is not None)

    def fresh(self, relation: Relation, tenant: Tenant) -> Values:
        """Give a further row that a tenant may have, every column of it given. Errors: Unseedable."""
        return self.row(relation, tenant, next(self._fresh), whole=True)

    def invented(self, relation: Relation, column: Column) -> str | None:
        """Give a further value for a column, None where the server makes it or none is known."""
        if column.generated or column.identity:
            return None
        try:
            return self._value(relation, column, next(self._fresh), key=False)
        except Unseedable:
            return None

    def belonging(self, relation: Relation, tenant: Tenant) -> Values:
        """Give the columns that say whose a row is, foreign keys to the tenant's rows among them."""
        return {**self._links.of(relation, tenant, 0), **self.pinned(relation, tenant)}

    def several(self, relation: Relation, tenant: Tenant) -> Iterator[Values]:
        """Give further rows: with the server's defaults, with everything given, with what decides varied."""
        yield self.row(relation, tenant, next(self._fresh), whole=False)
        yield self.fresh(relation, tenant)
        asked = self.asked(relation)
        known: list[Values] = []
        for varied in self._varied(relation, tenant):
            chosen = {name: text for name, text in varied.items() if name in asked}
            if chosen and chosen not in known and len(known) < _MOST_VARIED:
                known.append(chosen)
                yield {**self.fresh(relation, tenant), **chosen}

    def variants(self, relation: Relation, tenant: Tenant) -> Iterator[Values]:
        """Give a plain row, a full one, then rows with other values of what has few. Errors: Unseedable."""
        step = 0 if tenant in ("A", "S") else 1
        ordinals = (FIRST + 2 * number + step for number in itertools.count())
        yield self.row(relation, tenant, next(ordinals), whole=False)
        yield self.row(relation, tenant, next(ordinals), whole=True, place=1)
        if tenant == "S":
            return
        places = itertools.count(2)
        for varied in self._varied(relation, tenant):
            made = self.row(relation, tenant, next(ordinals), whole=True, place=next(places))
            yield {**made, **varied}
        for leaf in self._shapes.leaves.get(relation.oid, ())[:_MOST_LEAVES]:
            with suppress(Unseedable):
                yield self.row(relation, tenant, next(ordinals), whole=True, place=next(places), leaf=leaf)

    def row(
        self,
        relation: Relation,
        tenant: Tenant,
        n: int,
        *,
        whole: bool,
        place: int = 0,
        leaf: Condition | None = None,
    ) -> Values:
        """Give the values of one row; what is not `whole` leaves to the server what has a default."""
        fixed: dict[str, str | None] = {
            **self._links.of(relation, tenant, place),
            **self.pinned(relation, tenant),
        }
        solved = self._solutions(relation, tenant, fixed, leaf)
        found = dict(fixed)
        for each in solved:
            found |= {name: text for name, text in each[n % len(each)].items() if name not in fixed}
        unique = self.unique(relation)
        for column in self._shapes.columns[relation.oid]:
            if column.generated or column.name in found:
                continue
            key = column.name in unique or column.identity or column.serial
            if not whole and not key and self._may_be_left(relation, column):
                continue
            found[column.name] = self._value(relation, column, n, key)
        self._links.close(relation, found)
        return found

    def _may_be_left(self, relation: Relation, column: Column) -> bool:
        chunk = self._shapes.chunks.get(relation.oid)
        if chunk is not None and chunk.column == column.name:
            return False
        # What says when a row ended is empty in a plain one.
        return column.has_default or (not column.not_null and values.is_time(self._shapes, column.type))

    def _value(self, relation: Relation, column: Column, n: int, key: bool) -> str | None:
        chunk = self._shapes.chunks.get(relation.oid)
        if chunk is not None and chunk.column == column.name and chunk.last is not None:
            return _before(chunk.last, n)
        text = values.value(self._shapes, column.type, column.typmod, n, key=key)
        checks = values.checks(self._shapes, column.type)
        if checks:
            return self._of_domain(column, checks, n, text)
        if text is None and column.not_null:
            raise Unseedable(f"no value is known for the type {column.declared} of the column {column.name}")
        return text

    def _of_domain(self, column: Column, checks: Sequence[str], n: int, text: str | None) -> str | None:
        inner = values.inner(self._shapes, column)
        texts = candidates(self._shapes, inner, checks, range(n, n + 3), key=True)
        for option in [text, *texts, *(values.listed(each) for each in texts)]:
            if option is not None and self._pairs.fits(column, option):
                return option
        if column.not_null:
            raise Unseedable(f"no value is known that the domain {column.declared} takes")
        return None

    def _solutions(
        self,
        relation: Relation,
        tenant: Tenant,
        fixed: Mapping[str, str | None],
        leaf: Condition | None = None,
    ) -> Sequence[Sequence[Values]]:
        """Give for each group of columns under common constraints what they take. Errors: Unseedable."""
        conditions = [*self._conditions(relation, tenant), *([leaf] if leaf else ())]
        if not conditions:
            return ()
        named = (leaf, tuple(sorted((name, text) for name, text in fixed.items())))
        known = self._solved.get((relation.oid, named))
        if known is None:
            known = [
                self._solve(relation, columns, held, fixed)
                for columns, held in components(conditions)
                if columns
            ]
            self._solved[relation.oid, named] = known
        return known

    def _solve(
        self,
        relation: Relation,
        columns: Sequence[str],
        held: Sequence[Condition],
        fixed: Mapping[str, str | None],
    ) -> Sequence[Values]:
        options: dict[str, tuple[Column, Sequence[str | None]]] = {}
        unique = self.unique(relation)
        for name in columns:
            column = self._shapes.column(relation, name)
            if column is None or column.generated:
                continue
            if name in fixed:
                options[name] = (column, [fixed[name]])
                continue
            chunk = self._shapes.chunks.get(relation.oid)
            texts: list[str | None] = []
            if chunk is not None and chunk.column == name and chunk.last is not None:
                texts = [_before(chunk.last, n) for n in range(FIRST, FIRST + 20)]
            said = [each.expression for each in held if name in each.columns]
            said += values.checks(self._shapes, column.type)
            texts += candidates(self._shapes, column, said, range(FIRST, FIRST + 8), key=name in unique)
            options[name] = (column, texts if column.not_null else [*texts, None])
        found = solve(self._session, options, held)
        if not found:
            raise Unseedable(f"no values are known that the constraints on {', '.join(columns)} take")
        return found

    def _conditions(self, relation: Relation, tenant: Tenant) -> Sequence[Condition]:
        """Give what a row must not fail: constraints, and being none of those that everybody may see."""
        found = list(self._shapes.conditions.get(relation.oid, ()))
        meant = self._review.meant(relation)
        if meant is not None and meant.public_when is not None and tenant != "S":
            said = {token.name for token in lex(meant.public_when)}
            named = tuple(column.name for column in relation.columns if column.name in said)
            found.append(Condition(named, f"NOT coalesce(({meant.public_when}), false)"))
        return found

    def _varied(self, relation: Relation, tenant: Tenant) -> Iterator[Values]:
        """Give other values of columns that decide something."""
        fixed = self.belonging(relation, tenant)
        left = fixed.keys() | self.unique(relation)
        chunk = self._shapes.chunks.get(relation.oid)
        if chunk is not None:
            left |= {chunk.column}
        own = () if tenant == "S" else self._pairs.said_by(tenant)
        return self._variety.of(relation, left, self._solutions(relation, tenant, fixed), own)

    def asked(self, relation: Relation) -> frozenset[str]:
        """Give the columns that policies of the relation ask for."""
        return self._variety.asked(relation)


def _before(last: str, n: int) -> str:
    """Give a point inside of a chunk, counted back from its end."""
    if last.lstrip("-").isdigit():
        return str(int(last) - n - 1)
    return str(datetime.fromisoformat(last) - timedelta(seconds=n + 1))
