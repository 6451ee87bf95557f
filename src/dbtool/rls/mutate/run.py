"""`mutate`: each weakening made in a shadow database, and whether an engine that runs again says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import Connection, sql

from dbtool.model.tenancy import Tenancy
from dbtool.rls.checks.intent import compared
from dbtool.rls.checks.run import static_findings
from dbtool.rls.evaluate.run import Connect, evaluate
from dbtool.rls.finding import ORDER, Finding
from dbtool.rls.mutate.gains import gains
from dbtool.rls.mutate.mutation import Mutation
from dbtool.rls.mutate.operators import OPERATORS
from dbtool.rls.probe.run import probe
from dbtool.rls.reading import read_access
from dbtool.rls.results import Mutant
from dbtool.rls.review import Review

Told = Callable[[str], None]


def mutate(
    connect: Connect, tenancy: Tenancy, *, probing: bool = False, tell: Told | None = None
) -> list[Mutant]:
    """Give every weakening with what became of it.

    Shape: `connect` gives connections in autocommit to a shadow database, as somebody who may alter all of
           it; nobody else uses it. With `probing` what the other engines do not notice is probed as well.
           `tell` gets a line of progress now and then.
    Errors: psycopg's own, where a connection is lost.
    """
    with connect() as connection:
        run = _Run(connect, connection, tenancy, probing)
        mutations = [each for operator in OPERATORS for each in operator.mutations(run.review)]
        found = []
        for number, mutation in enumerate(mutations, start=1):
            if tell is not None and number % 20 == 0:
                tell(f"weakening {number} of {len(mutations)}")
            mutant = run.mutant(mutation)
            if mutant is not None:
                found.append(mutant)
    return found


class _Run:
    """The shadow database as it is, and what is said of it unweakened."""

    def __init__(
        self, connect: Connect, connection: Connection[Any], tenancy: Tenancy, probing: bool
    ) -> None:
        self._connect, self._connection, self._tenancy = connect, connection, tenancy
        self.review = Review(read_access(connection, tenancy), tenancy)
        self._static = _prints(static_findings(self.review).findings)
        self._evaluated = _prints(self._evaluate(self.review, None))
        self._probed = _prints(probe(connect, self.review).findings) if probing else None

    def mutant(self, mutation: Mutation) -> Mutant | None:
        """Give what becomes of one weakening; None where the server takes no such statement."""
        after = self._after(mutation)
        if after is None:
            return None
        by = self._noticed(mutation, after)
        if by is None and not gains(self._connect, self.review, after, mutation):
            return _mutant(mutation, None, equivalent=True)
        if by is None and self._probed is not None:
            by = self._noticed_by_probe(mutation, after)
        return _mutant(mutation, by, equivalent=False)

    def _after(self, mutation: Mutation) -> Review | None:
        """Give the weakened database, which is gone again by then."""
        try:
            with self._connection.transaction(force_rollback=True):
                self._run(mutation.statements)
                return Review(read_access(self._connection, self._tenancy), self._tenancy)
        except psycopg.Error:
            if self._connection.closed:
                raise
            return None

    def _noticed(self, mutation: Mutation, after: Review) -> str | None:
        by = _new(static_findings(after).findings, self._static)
        if by is None:
            only = {relation.oid for relation in mutation.relations}
            by = _new(self._evaluate(after, only), self._evaluated)
        return by

    def _noticed_by_probe(self, mutation: Mutation, after: Review) -> str | None:
        try:
            with self._connection.transaction():
                self._run(mutation.statements)
            return _new(probe(self._connect, after).findings, self._probed or frozenset())
        finally:
            with self._connection.transaction():
                self._run(mutation.undo)

    def _evaluate(self, review: Review, only: set[int] | None) -> list[Finding]:
        found = evaluate(self._connect, review, only)
        return [*found.findings, *compared(review, found.cells)]

    def _run(self, statements: Sequence[str]) -> None:
        # Expressions are as the snapshot printed them, with names of the scope bare.
        path = sql.SQL(", ").join(map(sql.Identifier, self.review.access.scope)).as_string(self._connection)
        query = "SELECT pg_catalog.set_config('search_path', %s, true)"
        self._connection.execute(query, [path], prepare=False)
        for statement in statements:
            self._connection.execute(statement.encode(), prepare=False)


def _prints(findings: Sequence[Finding]) -> frozenset[str]:
    return frozenset(finding.fingerprint for finding in findings)


def _new(findings: Sequence[Finding], known: frozenset[str]) -> str | None:
    """Give the id of the first finding that is a reason to stop a release and was not there before."""
    found = (each for each in findings if ORDER[each.severity] >= ORDER["warning"])
    return next((each.id for each in found if each.fingerprint not in known), None)


def _mutant(mutation: Mutation, by: str | None, *, equivalent: bool) -> Mutant:
    return Mutant(
        operator=mutation.operator,
        object=mutation.object,
        statement="; ".join(mutation.statements),
        state="killed" if by else "equivalent" if equivalent else "survived",
        policy=mutation.policy.name if mutation.policy else None,
        by=by,
    )
