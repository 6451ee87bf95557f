"""The two tenants: what settings say of them, and what columns of some type hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from psycopg.sql import SQL, Literal

from dbtool.rls.facts import Relation
from dbtool.rls.probe.session import Session
from dbtool.rls.probe.shapes import Column, Shapes
from dbtool.rls.probe.statements import printed
from dbtool.rls.probe.states import Pair
from dbtool.rls.probe.values import value
from dbtool.rls.review import Review


class Pairs:
    """The values of the two tenants, and of one principal of each, in settings and in columns.

    Shape: `principals` is None where nobody but the tenant itself is ever asked for.
    """

    def __init__(self, session: Session, review: Review, shapes: Shapes) -> None:
        self._session, self._review, self._shapes = session, review, shapes
        self._found: dict[tuple[str, str, bool], Pair | None] = {}
        tenancy = review.tenancy
        self.tenants = self._declared(tenancy.tenants) or self._usual()
        self.principals, self._asked = self._principals()

    @property
    def asked(self) -> Pair | None:
        """Give the principals where settings hold them."""
        return self.principals if self._asked else None

    def said_by(self, tenant: str) -> Sequence[str]:
        """Give what a tenant's session says of it: itself, and who asks."""
        pairs = (self.tenants, self.principals) if self.principals else (self.tenants,)
        return list(dict.fromkeys(pair.of(tenant) for pair in pairs))

    def of(self, column: Column, *, principal: bool = False) -> Pair | None:
        """Give what a column holds for each of the two, None where nothing fits its type."""
        known = (column.name, column.declared, principal)
        if known not in self._found:
            said = self.principals if principal and self.principals else self.tenants
            self._found[known] = self._fitting(column, said)
        return self._found[known]

    def _fitting(self, column: Column, said: Pair) -> Pair | None:
        for pair in (*_inside(said, column.name), said):
            if (found := self._printed(column, *pair)) is not None:
                return Pair(*found)
        return self._invented(column)

    def fits(self, column: Column, *texts: str) -> bool:
        """Say whether the column's type takes the values as they are."""
        return self._printed(column, *texts) is not None

    def _printed(self, column: Column, *texts: str) -> Sequence[str] | None:
        """Give the values as the server prints them in a column, None where its type does not take them."""
        casts = [SQL("{}::{}::text").format(Literal(text), printed(column.declared)) for text in texts]
        found = self._session.keep(SQL("SELECT {}").format(SQL(", ").join(casts)))
        return found.rows[0] if found.done else None

    def _invented(self, column: Column) -> Pair | None:
        first = value(self._shapes, column.type, column.typmod, 1, key=True)
        second = value(self._shapes, column.type, column.typmod, 2, key=True)
        return None if first is None or second is None else Pair(first, second)

    def _usual(self) -> Pair:
        """Two values of the type that tenants' columns have most."""
        votes: Counter[str] = Counter()
        columns: dict[str, Column] = {}
        for axis in self._review.axes.values():
            column = self._shapes.column(axis.relation, axis.column)
            if column is not None and not axis.over and not axis.principal:
                votes[column.declared] += 1
                columns[column.declared] = column
        for declared, _votes in votes.most_common():
            pair = self._invented(columns[declared])
            if pair is not None:
                return pair
        return Pair("1", "2")

    def _principals(self) -> tuple[Pair | None, bool]:
        """Give the principals, and whether the settings hold them."""
        tenancy = self._review.tenancy
        principal, column = tenancy.principal, self._principal_column()
        if principal is None and column is None:
            return None, False
        if principal is not None and principal.values is not None:
            return Pair(*principal.values), True
        if column is None:
            return None, False
        apart = principal is not None and principal.setting != tenancy.setting
        if not apart and self.fits(column, *self.tenants):
            # The same value is a principal and its tenant, whichever of the two the setting holds.
            return self.tenants, True
        invented = self._invented(column)
        # Two values that are declared and are no principals are tenants, as the setting holds them.
        return invented, invented is not None and (apart or tenancy.tenants is None)

    def _principal_column(self) -> Column | None:
        tenancy = self._review.tenancy
        if tenancy.membership is not None:
            relation = self._review.access.relation(tenancy.membership.table)
            return self._shapes.column(relation, tenancy.membership.principal) if relation else None
        name = tenancy.principal.column if tenancy.principal else None
        if name is None:
            return None
        return next((found for each in self._tables() if (found := self._shapes.column(each, name))), None)

    def _tables(self) -> Iterator[Relation]:
        return (axis.relation for axis in self._review.axes.values())

    @staticmethod
    def _declared(tenants: tuple[str, str] | None) -> Pair | None:
        return None if tenants is None else Pair(*tenants)


def _inside(said: Pair, name: str) -> Iterator[Pair]:
    """Give the scalars of two JSON objects, as a setting with claims holds the tenant among others.

    What is called like the column comes first.
    """
    try:
        first, second = json.loads(said.a), json.loads(said.b)
    except ValueError:
        return
    if isinstance(first, dict) and isinstance(second, dict):
        found = sorted(_apart(first, second), key=lambda claim: claim[0] != name)
        yield from (pair for _, pair in found)


def _apart(first: Mapping[str, Any], second: Mapping[str, Any]) -> Iterator[tuple[str, Pair]]:
    """Give the scalars in which two objects differ, and of those in them, by their names."""
    for key in sorted(first.keys() & second.keys()):
        if isinstance(first[key], dict) and isinstance(second[key], dict):
            yield from _apart(first[key], second[key])
        elif first[key] != second[key] and not isinstance(first[key], dict | list):
            yield key, Pair(str(first[key]), str(second[key]))
