"""The probe from beginning to end: two transactions, rolled back, and the proof that nothing was left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composable

from dbtool.rls.facts import Relation
from dbtool.rls.probe.behaviour import behave
from dbtool.rls.probe.ledger import Ledger
from dbtool.rls.probe.links import Tenant
from dbtool.rls.probe.observe import sources
from dbtool.rls.probe.order import plan, root
from dbtool.rls.probe.pairs import Pairs
from dbtool.rls.probe.peek import make_peek
from dbtool.rls.probe.reads import Reads
from dbtool.rls.probe.remains import remains
from dbtool.rls.probe.rows import Maker
from dbtool.rls.probe.seed import Seeds
from dbtool.rls.probe.session import Busy, Session
from dbtool.rls.probe.shapes import Shapes, read_shapes
from dbtool.rls.probe.statements import named
from dbtool.rls.probe.states import Actor, Name, State, actors, states
from dbtool.rls.results import Evaluation, Isolation
from dbtool.rls.review import READ_WRITE, Review

Connect = Callable[[], Connection[Any]]
# A materialized view of this size is not made anew only to see what is in it.
_MOST_PAGES = 1_000


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
    try:
        with connect() as connection:
            # First, and on a connection of its own: once set, a setting is empty at best.
            seeds = run.never(connection)
        with connect() as connection:
            seeds = run.set(connection)
    except Busy:
        ledger.doubt(database, "another probe is running in the database")
        return Evaluation(inconclusive=tuple(ledger.inconclusive.values()))
    with connect() as connection:
        for title, reason in remains(connection, seeds):
            ledger.doubt(title, reason)
    return run.evaluation(seeds)


class _Run:
    """One run of the probe, and what it has seen."""

    def __init__(self, review: Review, shapes: Shapes, ledger: Ledger) -> None:
        self._review, self._shapes, self._ledger = review, shapes, ledger

    def never(self, connection: Connection[Any]) -> Seeds:
        """Try what a session does that never said a tenant."""
        session = self._session(connection)
        with session.transaction():
            seeds, known, whole = self._seeds(session, settings=False)
            state = known["never"]
            unbound = [actor for actor in whole if not actor.fixed]
            seeds.plant("S")
            reads = [Reads.of(session, self._review, seeds, self._ledger, actor) for actor in unbound]
            for each in reads:
                each.look(state)
            seeds.plant("A")
            seeds.plant("B")
            seeds.settle()
            self._refresh(session)
            for each in reads:
                before = each.look(state)
                each.compare(before, state)
            for actor in unbound:
                behave(session, self._review, seeds, self._ledger, actor, state)
        return seeds

    def set(self, connection: Connection[Any]) -> Seeds:
        """Try what sessions do that say a tenant, or an empty one."""
        session = self._session(connection)
        with session.transaction():
            seeds, known, whole = self._seeds(session, settings=True)
            seeds.plant("S")
            reads = [Reads.of(session, self._review, seeds, self._ledger, actor) for actor in whole]
            self._step(reads, None, known)
            seeds.plant("A")
            self._refresh(session)
            self._step(reads, "A", known)
            seeds.plant("B")
            seeds.settle()
            self._refresh(session)
            chunks = self._chunks(session, seeds)
            for each in reads:
                each.add_chunks(chunks)
            self._step(reads, "B", known)
            with session.aside():
                seeds.perturb()
                self._refresh(session)
                self._step(reads, "B", known, again=True)
            make_peek(session)
            for actor in whole:
                for state in _states(actor, known):
                    if state.name in (actor.own, "empty"):
                        other = None if actor.fixed else known[actor.other]
                        behave(session, self._review, seeds, self._ledger, actor, state, other)
            for relation in seeds.maker.plan.relations:
                if relation.oid in seeds.refused and self._matters(relation):
                    reason = f"no synthetic rows could be put in: {seeds.refused[relation.oid]}"
                    self._ledger.doubt(relation.title, reason)
        return seeds

    def evaluation(self, seeds: Seeds) -> Evaluation:
        """Give everything that was seen."""
        return Evaluation(
            findings=self._ledger.found(),
            inconclusive=tuple(self._ledger.inconclusive.values()),
            isolation=[
                Isolation(relation.title, "rls" if relation.row_security else "none", "tested", probed=True)
                for relation in self._review.tenant_relations
                if seeds.planted(root(self._review, relation))
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
        return seeds, known, actors(self._review, pairs.tenants, pairs.asked)

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

    def _refresh(self, session: Session) -> None:
        """Make materialized views anew that the application reads, so that they show what was planted."""
        for relation in self._review.access.relations.values():
            if relation.kind != "materialized" or not self._read_by_some(relation):
                continue
            if self._shapes.pages.get(relation.oid, 0) > _MOST_PAGES:
                self._ledger.doubt(relation.title, "too large to be made anew for a test")
                continue
            outcome = session.keep(SQL("REFRESH MATERIALIZED VIEW {}").format(named(relation)))
            if not outcome.done:
                self._ledger.doubt(relation.title, f"it could not be made anew: {outcome.message}")

    def _matters(self, relation: Relation) -> bool:
        """Say whether the application comes near a relation: by its name, or by a view over it."""
        if not self._review.is_tenant(relation):
            return False
        views = [
            each
            for each in self._review.access.relations.values()
            if each.kind in ("view", "materialized") and relation in sources(self._review, each)
        ]
        return any(
            self._review.reach.may(role, each, command)
            for role in self._review.app_roles
            for each in (relation, *views)
            for command in READ_WRITE
        )

    def _read_by_some(self, relation: Relation) -> bool:
        return any(self._review.reach.may(role, relation, "select") for role in self._review.app_roles)

    def _chunks(self, session: Session, seeds: Seeds) -> Mapping[int, Sequence[str]]:
        """Give by hypertable the chunks that hold planted rows."""
        found: dict[int, list[str]] = {}
        for oid in self._review.access.hypertables:
            relation = self._review.access.relations.get(oid)
            where = seeds.owned(relation, "B") if relation is not None else None
            if relation is not None and where is not None and seeds.planted(relation):
                query: Composable = SQL("SELECT DISTINCT tableoid::regclass::text FROM {} WHERE {}").format(
                    named(relation), where
                )
                found[oid] = [name for (name,) in session.keep(query).rows]
        return found


def _states(actor: Actor, known: Mapping[Name, State]) -> Sequence[State]:
    """Give the states that matter: a role that is a tenant itself has its own alone."""
    if actor.fixed:
        return [known[actor.own]]
    return [known["empty"], known["A"], known["B"]]
