"""What stands around the tables: materialized views over them, the chunks they are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from psycopg.sql import SQL

from dbtool.rls.facts import Relation
from dbtool.rls.probe.ledger import Ledger
from dbtool.rls.probe.observe import sources
from dbtool.rls.probe.seed import Seeds
from dbtool.rls.probe.session import Session
from dbtool.rls.probe.shapes import Shapes
from dbtool.rls.probe.statements import named
from dbtool.rls.review import READ_WRITE, Review

# A materialized view of this size is not made anew only to see what is in it.
_MOST_PAGES = 1_000


def near(review: Review, relation: Relation) -> bool:
    """Say whether the application comes near a relation: by its name, or by a view over it."""
    views = [
        each
        for each in review.access.relations.values()
        if each.kind in ("view", "materialized") and relation in sources(review, each)
    ]
    return any(
        review.reach.may(role, each, command)
        for role in review.app_roles
        for each in (relation, *views)
        for command in READ_WRITE
    )


def refresh(session: Session, review: Review, shapes: Shapes, ledger: Ledger) -> None:
    """Make materialized views anew that the application reads, so that they show what was planted."""
    for relation in review.access.relations.values():
        if relation.kind != "materialized" or not near(review, relation):
            continue
        if shapes.pages.get(relation.oid, 0) > _MOST_PAGES:
            ledger.doubt(relation.title, "too large to be made anew for a test")
            continue
        outcome = session.keep(SQL("REFRESH MATERIALIZED VIEW {}").format(named(relation)))
        if not outcome.done:
            ledger.doubt(relation.title, f"it could not be made anew: {outcome.message}")


def chunks_of(session: Session, review: Review, seeds: Seeds) -> Mapping[int, Sequence[str]]:
    """Give by hypertable the chunks that hold planted rows."""
    found: dict[int, Sequence[str]] = {}
    for oid in review.access.hypertables:
        relation = review.access.relations.get(oid)
        where = seeds.owned(relation, "B") if relation is not None else None
        if relation is not None and where is not None and seeds.planted(relation):
            query = SQL("SELECT DISTINCT tableoid::regclass::text FROM {} WHERE {}")
            rows = session.keep(query.format(named(relation), where)).rows
            found[oid] = [name for (name,) in rows]
    return found
