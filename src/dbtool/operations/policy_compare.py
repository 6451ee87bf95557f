"""What changed policies let through: asked of the live server, over rows that nobody has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import psycopg

from dbtool.errors import DbtoolError
from dbtool.execute.connect import Connection, connect
from dbtool.kinds.access.policy import Policy
from dbtool.model.access import AccessChange, Compare
from dbtool.model.fact import Fact
from dbtool.operations.sources import LiveRoles, definitions_of, live_url
from dbtool.rls import facts as rls
from dbtool.rls.evaluate.compare import Difference, compare_predicates
from dbtool.rls.reading import read_access
from dbtool.rls.review import Review
from dbtool.settings import Subject


def comparing(subject: Subject, roles: LiveRoles) -> Compare:
    """Give what compares policies on the subject's live server; without a tenancy nothing does."""
    return _Comparing(subject, roles)


class _Comparing:
    """Asks one server; what is meant, and what decides who reaches what, is read when it is first needed."""

    def __init__(self, subject: Subject, roles: LiveRoles) -> None:
        self._subject, self._roles = subject, roles

    def __call__(
        self, table: tuple[str, str], old: Sequence[Fact], new: Sequence[Fact]
    ) -> AccessChange | None:
        try:
            review = self._review
            relation = review.access.relation(table) if review else None
            if review is None or relation is None:
                return None
            found = compare_predicates(
                self._connect,
                review,
                relation,
                [_policy(fact, relation) for fact in old if isinstance(fact, Policy)],
                [_policy(fact, relation) for fact in new if isinstance(fact, Policy)],
            )
        except (psycopg.Error, DbtoolError):
            # This role may not ask; the form of the conditions has to do.
            return None
        if found.unsure:
            return None
        effect = "tighter" if found.verdict == "equal" else found.verdict
        witness = found.gained or found.lost
        return AccessChange(effect, "", _said(witness) if witness else None)

    @cached_property
    def _review(self) -> Review | None:
        """Who reaches what now; None where nothing says who the tenants are."""
        tenancy = definitions_of(self._subject, self._roles).tenancy
        if tenancy is None or tenancy.single is not None:
            return None
        with self._connect() as connection:
            return Review(read_access(connection, tenancy), tenancy)

    def _connect(self) -> Connection:
        return connect(live_url(self._subject), autocommit=True)


def _policy(fact: Policy, relation: rls.Relation) -> rls.Policy:
    return rls.Policy(
        oid=0,
        relation=relation.oid,
        name=fact.name,
        command=fact.command,
        permissive=fact.permissive,
        roles=fact.roles,
        using=fact.using,
        check=fact.check,
        using_tree=None,
        check_tree=None,
    )


def _said(found: Difference) -> str:
    row = ", ".join(f"{column}={value}" for column, value in found.row.items())
    session = ", ".join(f"{name}={value}" for name, value in found.settings.items()) or "no setting"
    return f"{found.command} by {found.role} with {session}: a row with {row}"
