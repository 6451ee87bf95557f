"""One actor in one state, put to the test: what it may do, to whom, and what was there before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from psycopg.sql import Composable

from dbtool.model.tenancy import Scope
from dbtool.rls.facts import Relation
from dbtool.rls.probe.ledger import Ledger
from dbtool.rls.probe.links import Tenant, Unseedable
from dbtool.rls.probe.seed import Seeds
from dbtool.rls.probe.session import Rows, Session
from dbtool.rls.probe.statements import Values, equal
from dbtool.rls.probe.states import Actor, State
from dbtool.rls.probe.subjects import Subject
from dbtool.rls.review import Review


@dataclass
class Trial:
    """Everything that the tests of behaviour share; `refused` is the SQLSTATE of the last write."""

    session: Session
    review: Review
    seeds: Seeds
    ledger: Ledger
    actor: Actor
    state: State
    refused: str | None = None
    _changes: dict[int, Sequence[tuple[str, str | None]]] = field(default_factory=dict)

    @property
    def victims(self) -> Sequence[Tenant]:
        """Give whose rows must stay untouched: everybody's, where the session says no tenant."""
        return ("A", "B") if self.state.unset else (self.actor.other,)

    def usual(self, query: Composable) -> Rows:
        """Give what a query gives while nothing has been done."""
        return self.seeds.usual(query)

    def meant(self, relation: Relation, command: str) -> Scope | None:
        """Give what is declared that the role reaches."""
        return self.review.declared(self.actor.role, relation, command)

    def doubt(self, relation: Relation, reason: str, command: str) -> None:
        """Note what could not be tested."""
        self.ledger.doubt(relation.title, reason, self.actor.role, command)

    def changes(self, subject: Subject) -> Sequence[Values]:
        """Give changes of one column each that the actor may make."""
        base = subject.base
        if base.oid not in self._changes:
            self._changes[base.oid] = self.seeds.changes(base)
        found = (subject.seen({name: text}, "update") for name, text in self._changes[base.oid])
        return [values for values in found if values]

    def one_of(self, subject: Subject, tenant: Tenant) -> Composable | None:
        """Give the condition that finds a tenant's last row, to which nothing points; None if it has none.

        The actor has to be allowed to read the columns of the condition.
        """
        rows = [row for row in self.seeds.of(subject.base, tenant) if not row.existing]
        if not rows:
            return None
        key = self.seeds.key(subject.base, rows[-1])
        found = subject.seen(key, "select")
        return equal(found) if len(found) == len(key) else None

    def ownership(self, relation: Relation, tenant: Tenant) -> Values:
        """Give the columns that say whose a row is, with all that goes along with them."""
        try:
            return self.seeds.maker.belonging(relation, tenant)
        except Unseedable:
            return {}

    def myself(self, relation: Relation) -> Values:
        """Give the columns that say who asks, where others say whose the row is."""
        axis = self.review.axes[relation.oid]
        pins = self.seeds.maker.plan.pins.get(relation.oid, {})
        names = [name for name, whose in pins.items() if whose == "principal" and name != axis.column]
        try:
            pinned = self.seeds.maker.pinned(relation, self.actor.own)
        except Unseedable:
            return {}
        return {name: pinned[name] for name in names}

    def keys(self, relation: Relation) -> Sequence[Sequence[str]]:
        """Give the unique keys that say nothing of the tenant, nor of a row that has one."""
        left = set(self.seeds.maker.plan.pins.get(relation.oid, ()))
        for key in self.review.access.keys_of(relation):
            if key.parent in self.seeds.maker.plan.of_tenants:
                left |= set(key.child_columns)
        found = []
        for index in self.review.access.indexes_of(relation):
            columns = [name for name in index.columns if name is not None]
            if index.unique and not index.partial and len(columns) == len(index.columns):
                found += [columns] if left.isdisjoint(columns) else []
        return found
