"""What TimescaleDB does with row security."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, check, name, seen
from dbtool.rls.checks.paths import read_by
from dbtool.rls.checks.subjects import acting, granted, reading, set_tenant
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Finding
from dbtool.rls.review import READ_WRITE, Review
from dbtool.rls.surroundings import Hypertable

INTERNAL = "_timescaledb_internal"


def _chunks(review: Review) -> Iterator[Finding]:
    """The chunks of a hypertable are reached by their names.

    Chunks get the hypertable's grants and not its policies (timescale/timescaledb#7830), and lie in a schema
    that everyone may use.

    Isolate by a `security_barrier` view and grant nothing on the hypertable. Or enable row security on every
    chunk, without a policy, and let an event trigger do so for new ones.
    """
    for relation, hypertable in _hypertables(review):
        roles = [
            role for role in _by_chunk(review, relation, hypertable) if review.reach.may_use(role, INTERNAL)
        ]
        open_ones = hypertable.unguarded > 0 or (hypertable.chunks == 0 and not _guarded(review))
        if roles and open_ones:
            chunk = hypertable.sample or f"{INTERNAL}._hyper_…_chunk"
            yield Finding(
                id="RLS207",
                severity="error",
                object=relation.title,
                role=roles[0],
                message=f"{listed(roles)} may read the chunks of {relation.title} past its policies",
                evidence=seen(
                    f"{hypertable.unguarded} of {hypertable.chunks} chunks without row security",
                    as_role(roles[0], f"{set_tenant(review)}; SELECT * FROM {chunk}"),
                ),
                fix=f"REVOKE ALL ON {name(relation)} FROM {', '.join(map(ident, roles))}; and isolate it by "
                "a view; or ALTER TABLE … ENABLE ROW LEVEL SECURITY on each chunk",
            )


def _by_chunk(review: Review, relation: Relation, hypertable: Hypertable) -> list[str]:
    """Give the roles that reach chunks and are meant to reach no more than the hypertable lets them."""
    by_view = review.by_view(relation) is not None
    if not relation.row_security and (not by_view or reading(review, relation)):
        # The hypertable itself is open, which RLS001 and RLS232 say.
        return []
    own = [role for role in acting(review) if granted(review, role, hypertable.privileges, *READ_WRITE)]
    return own if by_view or hypertable.chunks else reading(review, relation)


def _hypertables(review: Review) -> Iterator[tuple[Relation, Hypertable]]:
    for oid, hypertable in review.access.hypertables.items():
        relation = review.access.relations.get(oid)
        if relation is not None and not hypertable.materialization and review.is_tenant(relation):
            yield relation, hypertable


def _guarded(review: Review) -> bool:
    """Say whether some event trigger's function switches row security on."""
    return any(
        function.returns == "event_trigger" and "row level security" in function.body.lower()
        for function in review.access.functions.values()
    )


def _emptied(review: Review) -> Iterator[Finding]:
    """A refresh will empty a continuous aggregate.

    A forced policy binds the aggregate's owner too. Where none is for him, the next refresh deletes what is
    materialized and finds no row to put in its place, without an error.

    Give the owner a policy of his own, or do not force.
    """
    for view_oid, aggregate in review.access.aggregates.items():
        view, source = (
            review.access.relations.get(view_oid),
            review.access.relations.get(aggregate.source),
        )
        if view is None or source is None or not (source.row_security and source.forced):
            continue
        if review.reach.exempt(view.owner, source):
            continue
        permissive, _ = review.reach.policies(view.owner, source, "select")
        if any(policy.using == "true" for policy in permissive):
            continue
        yield Finding(
            id="RLS225",
            severity="error",
            object=source.title,
            role=view.owner,
            message=f"the next refresh empties {view.title}: the policies of {source.title} bind its owner "
            f"{view.owner}",
            evidence=seen(
                "row security is forced, and no policy lets the owner see all",
                as_role(view.owner, f"SELECT count(*) FROM {name(source)}"),
            ),
            fix=f"CREATE POLICY refresh ON {name(source)} FOR SELECT TO {ident(view.owner)} USING (true);",
        )


def _columnstore(review: Review) -> Iterator[Finding]:
    """Row security is meant for a hypertable with a columnstore, which refuses it.

    Row security cannot be enabled on a hypertable with a columnstore, nor the other way round
    (timescale/timescaledb#6827). Its policies are inert.

    Isolate it by a `security_barrier` view (`isolation: view:…`), and grant nothing on the hypertable.
    """
    for relation, hypertable in _hypertables(review):
        policies = review.access.policies_of(relation)
        meant = review.tenancy.tables.get(relation.path)
        wanted = policies or (meant is not None and meant.isolation == "rls")
        if hypertable.compressed and wanted and not relation.row_security:
            roles = reading(review, relation)
            yield Finding(
                id="RLS226",
                severity="error",
                object=relation.title,
                policy=policies[0].name if policies else None,
                message=f"{relation.title} has a columnstore, which refuses row security",
                evidence=seen(
                    f"{listed(roles) or 'nobody'} may reach the rows of all",
                    f"ALTER TABLE {name(relation)} ENABLE ROW LEVEL SECURITY;",
                ),
                fix=f"CREATE VIEW … WITH (security_barrier, check_option = cascaded) AS SELECT * FROM "
                f"{name(relation)} WHERE …; REVOKE ALL ON {name(relation)} FROM …;",
            )


def _no_usage(review: Review) -> Iterator[Finding]:
    """A role may not use the schema of the chunks.

    Without USAGE on `_timescaledb_internal` the first query of each session on a hypertable fails (42501),
    and works as long as the types are known to the session, which hides it in tests.

    Grant USAGE, and keep chunks out of reach in another way.
    """
    if review.access.server.timescaledb is None or not review.access.hypertables:
        return
    roles = [
        role
        for role in review.app_roles
        if not review.reach.may_use(role, INTERNAL)
        and any(
            review.reach.may(role, relation, "select") and _over_hypertable(review, relation)
            for relation in review.access.relations.values()
        )
    ]
    if roles:
        yield Finding(
            id="RLS233",
            severity="error",
            object=INTERNAL,
            role=roles[0],
            message=f"{listed(roles)} may not use {INTERNAL}: the first query of each session fails",
            evidence=seen("42501: permission denied for schema", as_role(roles[0], "SELECT …")),
            fix=f"GRANT USAGE ON SCHEMA {INTERNAL} TO {', '.join(map(ident, roles))};",
        )


def _over_hypertable(review: Review, relation: Relation) -> bool:
    """Say whether a relation is a hypertable, or a view that reads one in the end."""
    waiting, seen = [relation], {relation.oid}
    for each in waiting:
        if each.oid in review.access.hypertables:
            return True
        below = read_by(review, each) if each.kind in ("view", "materialized") else []
        waiting += [one for one in below if one.oid not in seen]
        seen |= {one.oid for one in below}
    return False


CHECKS = (
    check("RLS207", "error", _chunks),
    check("RLS225", "error", _emptied),
    check("RLS226", "error", _columnstore),
    check("RLS233", "error", _no_usage),
)
