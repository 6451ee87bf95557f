"""Interference: what a role reads must not change with the rows of another tenant, nor without a tenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dbtool.rls.facts import Relation
from dbtool.rls.probe.ledger import Ledger
from dbtool.rls.probe.observe import Seen, Target, chunk_targets, differ, observe, sources, targets
from dbtool.rls.probe.seed import Seeds
from dbtool.rls.probe.session import Session
from dbtool.rls.probe.states import Actor, Name, State
from dbtool.rls.review import Review

View = Mapping[str, Seen]


@dataclass
class Reads:
    """The observations of one actor, the last in each state."""

    session: Session
    review: Review
    seeds: Seeds
    ledger: Ledger
    actor: Actor
    targets: list[Target]
    seen: dict[Name, View] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, review: Review, seeds: Seeds, ledger: Ledger, actor: Actor) -> Reads:
        """Give the observations that are to be made of an actor."""
        return cls(session, review, seeds, ledger, actor, list(targets(review, seeds.shapes, actor.becomes)))

    def add_chunks(self, chunks: Mapping[int, Sequence[str]]) -> None:
        """Take in the chunks with planted rows, which are known after these are there."""
        self.targets += chunk_targets(self.session, self.review, self.actor.becomes, chunks)

    def look(self, state: State) -> View:
        """Observe everything in a state, and give what was seen in it before."""
        before = self.seen.get(state.name, {})
        with self.session.acting(self.actor, state):
            self.seen[state.name] = observe(self.session, self.targets)
        return before

    def compare(self, before: View, state: State) -> None:
        """Report what the role sees otherwise than before, though it must not see what has changed."""
        for target in self.targets:
            first, second = before.get(target.title), self.seen[state.name].get(target.title)
            if second is not None and second[0] == "unknown":
                self.ledger.doubt(target.title, "reading it takes longer than the probe may", self.actor.role)
            if not differ(first, second) or self._meant(target.relation):
                continue
            if self._changes_by_itself(target, state, second):
                self.ledger.doubt(target.title, "what it shows is another each time", self.actor.role)
                continue
            self._report(target, state, first, second)

    def positive(self, before: View, state: State) -> None:
        """Report relations in which the role sees nothing of its own tenant's rows."""
        for target in self.targets:
            if target.chunk is not None or not self._expected(target.relation):
                continue
            first, second = before.get(target.title), self.seen[state.name].get(target.title)
            if second is None or second[0] == "unknown" or differ(first, second):
                continue
            if second[0] == "rows" and second[1] != "0" and self._were_there(target.relation):
                continue
            if second[0] == "rows" and self._joins_others(target.relation):
                reason = "it joins rows of everybody's, which go with none of an invented tenant's"
                self.ledger.doubt(target.title, reason, self.actor.role, "select")
                continue
            why = "sees none of them" if second[0] == "rows" else f"gets the error {second[1]}: {second[2]}"
            self.ledger.add(
                "RLS511",
                target.title,
                self.actor,
                state,
                f"the role may read it, its tenant has rows there, and it {why}",
                statement=target.said,
                command="select",
            )

    def _were_there(self, relation: Relation) -> bool:
        """Say whether the tenant's rows were there before the probe, so that it brought none to see."""
        base = self._base(relation)
        return base is not None and all(row.existing for row in self.seeds.of(base, self.actor.own))

    def _joins_others(self, relation: Relation) -> bool:
        """Say whether a view reads tables that hold no tenant's rows, on which it depends what it shows."""
        return relation.kind == "view" and any(
            not self.review.is_tenant(source) for source in sources(self.review, relation)
        )

    def _expected(self, relation: Relation) -> bool:
        """Say whether the role is meant to see its tenant's rows in a relation."""
        if self.review.declared(self.actor.role, relation, "select") == "none":
            return False
        base = self._base(relation)
        if base is None or not self.seeds.of(base, self.actor.own):
            return False
        if relation is not base:
            return True
        permissive, _restrictive = self.review.reach.policies(self.actor.becomes, relation, "select")
        # Without any policy nothing is to be seen, which is another defect, or meant so.
        return bool(permissive) or not self.review.reach.bound(self.actor.becomes, relation)

    def _base(self, relation: Relation) -> Relation | None:
        """Give the relation whose rows are to be seen: itself, or what a declared view stands for."""
        if self.review.is_tenant(relation) and not relation.parents:
            return relation
        if relation.kind != "view":
            return None
        return next(
            (each for each in self.review.tenant_relations if self.review.by_view(each) == relation), None
        )

    def _meant(self, relation: Relation) -> bool:
        """Say whether everybody's rows are meant to be seen by the role."""
        declared = self.review.declared(self.actor.role, relation, "select")
        meant = self.review.meant(relation)
        if declared == "all" or (meant is not None and meant.shared):
            return True
        # What is planted in a table that holds no tenant's rows is no tenant's.
        own = relation.oid in self.seeds.maker.plan.of_tenants and relation.schema in self.review.access.scope
        return own and not self.review.is_tenant(relation)

    def _changes_by_itself(self, target: Target, state: State, seen: Seen | None) -> bool:
        with self.session.acting(self.actor, state):
            return observe(self.session, [target]).get(target.title) != seen

    def _report(self, target: Target, state: State, first: Seen | None, second: Seen | None) -> None:
        relation, title = target.relation, target.title
        kept = {each.materialization: each.view for each in self.review.access.aggregates.values()}
        if target.chunk is not None:
            id, title = "RLS207", relation.title
        elif relation.oid in kept:
            id, title = "RLS203", self.review.access.relations[kept[relation.oid]].title
        elif relation.oid in self.review.access.aggregates:
            id = "RLS203"
        elif relation.kind == "materialized":
            id = "RLS202"
        elif relation.parents and not relation.row_security:
            id = "RLS206"
        elif self._past(relation):
            id = "RLS201"
        elif relation.kind == "table" and not self.review.is_tenant(relation):
            id = "RLS211"
        else:
            id = "RLS508" if state.unset else "RLS501"
        if self._inherited(relation):
            return
        says = (
            f"it gave {_said(first)}, and after rows of another tenant had come or changed {_said(second)}"
            f"{_apart(first, second)}"
        )
        self.ledger.add(id, title, self.actor, state, says, statement=target.said, command="select")

    def _past(self, relation: Relation) -> bool:
        """Say whether a view reads a table with the rights of somebody whom row security does not bind."""
        if relation.kind != "view" or relation.has_option("security_invoker"):
            return False
        found = list(sources(self.review, relation))
        uses = self.review.access.used_by("view", relation.oid)
        if any(use.used_kind == "function" for use in uses) or any(
            each.kind == "materialized" for each in found
        ):
            # Whose rights these have is another question, and what they let out another defect.
            return False
        return any(
            self.review.is_tenant(source) and self.review.reach.exempt(relation.owner, source)
            for source in found
        )

    def _inherited(self, relation: Relation) -> bool:
        """Say whether a view only passes on what the role reads from a table itself."""
        if relation.kind != "view" or not relation.has_option("security_invoker"):
            return False
        return any(
            self.ledger.has(source.title, "RLS501", "RLS508", "RLS211")
            and self.review.reach.may(self.actor.becomes, source, "select")
            for source in sources(self.review, relation)
        )


def _said(seen: Seen | None) -> str:
    if seen is None or seen[0] == "unknown":
        return "nothing that is known"
    return f"{seen[1]} rows" if seen[0] == "rows" else f"the error {seen[1]}"


def _apart(first: Seen | None, second: Seen | None) -> str:
    """Say that it is the values where the numbers are the same."""
    same = first is not None and second is not None and first[:2] == second[:2]
    return " with other values" if same else ""
