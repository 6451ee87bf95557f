"""The probe from beginning to end: two transactions, rolled back, and the proof that nothing was left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import Connection

from dbtool.rls.probe.around import chunks_of, near, refresh
from dbtool.rls.probe.behaviour import behave
from dbtool.rls.probe.ledger import Ledger
from dbtool.rls.probe.links import Tenant
from dbtool.rls.probe.order import plan, root
from dbtool.rls.probe.pairs import Pairs
from dbtool.rls.probe.peek import make_peek
from dbtool.rls.probe.planting import Planter
from dbtool.rls.probe.reads import Reads
from dbtool.rls.probe.remains import remains
from dbtool.rls.probe.rows import Maker
from dbtool.rls.probe.seed import Seeds
from dbtool.rls.probe.session import Busy, Session
from dbtool.rls.probe.shapes import Shapes, read_shapes
from dbtool.rls.probe.states import Actor, Name, State, actors, states
from dbtool.rls.results import Evaluation, Isolation
from dbtool.rls.review import Review

Connect = Callable[[], Connection[Any]]


def probe(connect: Connect, review: Review) -> Evaluation:
    """Give what two synthetic tenants show of each other; nothing of them is left behind.

    Errors: psycopg's own, where the server cannot be reached.
    """
    ledger = Ledger()
    database = review.access.server.database
    if review.access.server.standby:
        ledger.doubt(database, "a standby takes no rows to test with")
        return Evaluation(inconclusive=tuple(ledger.inconclusive.values()))
    if not review.app_roles or not review.tenant_relations:
        return Evaluation()
    try:
        with connect() as connection:
            shapes = read_shapes(connection, review)
    except psycopg.errors.LockNotAvailable:
        ledger.doubt(database, "somebody holds a lock that not even the catalogs are read past")
        return Evaluation(inconclusive=tuple(ledger.inconclusive.values()))
    run = _Run(review, shapes, ledger)
    # First what never set anything, on a connection of its own: once set, a setting is empty at best.
    for part in (run.never, run.set):
        with connect() as connection:
            try:
                part(connection)
            except Busy:
                ledger.doubt(database, "another probe is running in the database")
                break
            except psycopg.Error as error:
                if connection.broken:
                    raise
                ledger.doubt(database, f"the probe was stopped by the server: {error}")
    with connect() as connection:
        for seeds in run.seeds.values():
            for title, reason in remains(connection, seeds):
                ledger.doubt(title, reason)
    return run.evaluation()


class _Run:
    """One run of the probe, and what it has seen."""

    def __init__(self, review: Review, shapes: Shapes, ledger: Ledger) -> None:
        self._review, self._shapes, self._ledger = review, shapes, ledger
        # By whether the settings were set: what never set any has rows of its own.
        self.seeds: dict[bool, Seeds] = {}

    def never(self, connection: Connection[Any]) -> None:
        """Try what a session does that never said a tenant."""
        session = self._session(connection)
        with session.transaction():
            seeds, known, whole = self._seeds(session, settings=False)
            state = known["never"]
            unbound = [actor for actor in whole if not actor.fixed]
            planter = Planter(seeds)
            planter.clear()
            planter.plant("S")
            reads = [Reads.of(session, self._review, seeds, self._ledger, actor) for actor in unbound]
            for each in reads:
                each.look(state)
            planter.plant("A")
            planter.plant("B")
            planter.settle()
            refresh(session, self._review, self._shapes, self._ledger)
            for each in reads:
                before = each.look(state)
                each.compare(before, state)
            for actor in unbound:
                behave(session, self._review, seeds, self._ledger, actor, state)

    def set(self, connection: Connection[Any]) -> None:
        """Try what sessions do that say a tenant, or an empty one."""
        session = self._session(connection)
        with session.transaction():
            seeds, known, whole = self._seeds(session, settings=True)
            planter = Planter(seeds)
            planter.clear()
            planter.plant("S")
            reads = [Reads.of(session, self._review, seeds, self._ledger, actor) for actor in whole]
            self._step(reads, None, known)
            planter.plant("A")
            refresh(session, self._review, self._shapes, self._ledger)
            self._step(reads, "A", known)
            planter.plant("B")
            planter.settle()
            refresh(session, self._review, self._shapes, self._ledger)
            chunks = chunks_of(session, self._review, seeds)
            for each in reads:
                each.add_chunks(chunks)
            self._step(reads, "B", known)
            with session.aside():
                seeds.perturb()
                refresh(session, self._review, self._shapes, self._ledger)
                self._step(reads, "B", known, again=True)
            make_peek(session)
            for actor in whole:
                for state in _states(actor, known):
                    if state.name in (actor.own, "empty"):
                        other = None if actor.fixed else known[actor.other]
                        behave(session, self._review, seeds, self._ledger, actor, state, other)
            self._doubts()

    def _doubts(self) -> None:
        """Say of which relations the application comes near and no synthetic rows were there to be seen."""
        never, now = self.seeds.get(False), self.seeds[True]
        for relation in now.maker.plan.relations:
            if not self._review.is_tenant(relation) or not near(self._review, relation):
                continue
            if relation.oid in now.refused:
                reason = f"no synthetic rows could be put in: {now.refused[relation.oid]}"
                self._ledger.doubt(relation.title, reason)
            elif never is not None and relation.oid in never.refused:
                reason = f"no session without a tenant was tried: {never.refused[relation.oid]}"
                self._ledger.doubt(relation.title, reason)

    def evaluation(self) -> Evaluation:
        """Give everything that was seen."""
        return Evaluation(
            findings=self._ledger.found(),
            inconclusive=tuple(self._ledger.inconclusive.values()),
            isolation=[
                Isolation(relation.title, "rls" if relation.row_security else "none", "tested", probed=True)
                for relation in self._review.tenant_relations
                if True in self.seeds and self.seeds[True].planted(root(self._review, relation))
            ],
            cleared=self._ledger.clear(),
        )

    def _session(self, connection: Connection[Any]) -> Session:
        return Session(connection, superuser=self._review.access.server.superuser)

    def _seeds(
        self, session: Session, *, settings: bool
    ) -> tuple[Seeds, Mapping[Name, State], Sequence[Actor]]:
        pairs = Pairs(session, self._review, self._shapes)
        known = states(self._review.tenancy, pairs.tenants, pairs.asked)
        maker = Maker(session, self._review, self._shapes, pairs, plan(self._review))
        said: dict[Tenant, State | None] = {
            "A": known["A"] if settings else None,
            "B": known["B"] if settings else None,
            "S": known["A"] if settings else None,
        }
        seeds = Seeds(session, self._review, self._shapes, pairs, maker, said)
        self.seeds[settings] = seeds
        whole = actors(self._review, pairs.tenants, pairs.asked)
        return seeds, known, [actor for actor in whole if self._may_act(session, actor, known["never"])]

    def _may_act(self, session: Session, actor: Actor, state: State) -> bool:
        """Say whether the probe may be a role; that it may not is said."""
        outcome = session.become(actor, state)
        if not outcome.done:
            reason = f"the probe may not act as the role: {outcome.message}"
            self._ledger.doubt(actor.becomes, reason, actor.role)
        return outcome.done

    def _step(
        self,
        reads: Sequence[Reads],
        whose: Tenant | None,
        known: Mapping[Name, State],
        *,
        again: bool = False,
    ) -> None:
        """Observe what became of it that one tenant's rows came or changed: to others it must not matter."""
        for each in reads:
            for state in _states(each.actor, known):
                before = each.look(state)
                if whose is not None and state.name != whose:
                    each.compare(before, state)
                elif whose == each.actor.own == state.name and not again:
                    each.positive(before, state)


def _states(actor: Actor, known: Mapping[Name, State]) -> Sequence[State]:
    """Give the states that matter: a role that is a tenant itself has its own alone."""
    if actor.fixed:
        return [known[actor.own]]
    return [known["empty"], known["A"], known["B"]]
