"""Row security that is missing, off, without policies, or not in force for the owner."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.bodies import reached, relations_in, settings_read
from dbtool.rls.checks.base import as_role, called, check, name, seen
from dbtool.rls.checks.subjects import acting, by_row_security, known_settings, reading, tenant_ancestor
from dbtool.rls.facts import Function, Relation
from dbtool.rls.finding import Finding
from dbtool.rls.review import Review


def _unprotected(review: Review) -> Iterator[Finding]:
    """A relation with tenants' rows has no row security.

    Whoever has the privilege sees and changes the rows of every tenant. Which relations hold tenants' rows
    is declared; else it is every table with the tenant's column, and every one that points at such a table.

    Enable row security and write a policy. On a hypertable with a columnstore that is refused: isolate it by
    a `security_barrier` view, and grant nothing on the hypertable.
    """
    for relation in by_row_security(review):
        roles = reading(review, relation)
        if relation.row_security or review.access.policies_of(relation) or not roles:
            continue
        if relation.kind == "foreign":
            continue
        axis = review.axes[relation.oid]
        whose = f"{axis.column} over {axis.over[0].name}" if axis.over else axis.column
        yield Finding(
            id="RLS001",
            severity="error",
            object=relation.title,
            message=f"{relation.title} holds rows of tenants ({whose}) and has no row security",
            evidence=seen(
                f"{listed(roles)} may reach every row", as_role(roles[0], f"SELECT * FROM {name(relation)}")
            ),
            fix=_protect(review, relation),
        )


def _protect(review: Review, relation: Relation) -> str:
    hypertable = review.access.hypertables.get(relation.oid)
    if hypertable and hypertable.compressed:
        return (
            f"row security cannot be enabled on {name(relation)} while it has a columnstore: isolate it by a"
            " security_barrier view with check option, and revoke everything on it"
        )
    axis = review.axes[relation.oid]
    table = name(relation)
    setting = review.tenancy.setting.replace("'", "''")
    value = f"(SELECT NULLIF(current_setting('{setting}', true), '')::{review.tenancy.type})"
    if axis.over:
        key = axis.over[0]
        parent = review.access.relations.get(key.parent)
        inner = name(parent) if parent else "its parent"
        pairs = zip(key.parent_columns, key.child_columns, strict=True)
        join = " AND ".join(f"above.{ident(up)} = {ident(relation.name)}.{ident(down)}" for up, down in pairs)
        rule = f"EXISTS (SELECT 1 FROM {inner} AS above WHERE {join})"
    else:
        rule = f"{ident(axis.column)} = {value}"
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
        f"CREATE POLICY own_rows ON {table} USING ({rule}) WITH CHECK ({rule});"
    )


def _switched_off(review: Review) -> Iterator[Finding]:
    """There are policies, but row security is off.

    A policy does nothing until row security is enabled for its relation, and nothing says so.

    Enable it.
    """
    for relation in review.access.relations.values():
        policies = review.access.policies_of(relation)
        if not policies or relation.row_security:
            continue
        yield Finding(
            id="RLS002",
            severity="error",
            object=relation.title,
            message=f"{relation.title} has policies, but row security is off",
            policy=policies[0].name,
            evidence=seen(
                f"relrowsecurity is false; inert: {listed(policy.name for policy in policies)}",
                f"SELECT relrowsecurity FROM pg_class WHERE oid = {relation.oid};",
            ),
            fix=f"ALTER TABLE {name(relation)} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
        )


def _without_policy(review: Review) -> Iterator[Finding]:
    """Row security is on, but there is no policy.

    Nobody but the owner and superusers sees a row, whatever is granted: reports are empty, and nothing fails.

    Write a policy, or revoke the grants.
    """
    for relation in review.access.relations.values():
        if review.access.policies_of(relation) or tenant_ancestor(review, relation) is not None:
            continue
        roles = [role for role in reading(review, relation) if review.reach.bound(role, relation)]
        if roles and relation.row_security:
            yield Finding(
                id="RLS003",
                severity="warning",
                object=relation.title,
                message=f"{relation.title} has row security without a policy: {listed(roles)} see nothing",
                role=roles[0],
                evidence=seen(
                    "no policy, and privileges", as_role(roles[0], f"SELECT count(*) FROM {name(relation)}")
                ),
                fix=f"CREATE POLICY … ON {name(relation)} …; or REVOKE ALL ON {name(relation)} "
                f"FROM {', '.join(map(ident, roles))};",
            )


def _only_restrictive(review: Review) -> Iterator[Finding]:
    """There are only restrictive policies.

    Restrictive policies take away from what a permissive one gives. Without a permissive one no row is seen.

    Make the one that says whose the rows are permissive.
    """
    for relation in review.access.relations.values():
        policies = review.access.policies_of(relation)
        if not relation.row_security or not policies or any(policy.permissive for policy in policies):
            continue
        roles = [role for role in reading(review, relation) if review.reach.bound(role, relation)]
        if roles:
            yield Finding(
                id="RLS010",
                severity="warning",
                object=relation.title,
                message=f"{relation.title} has only restrictive policies: {listed(roles)} see nothing",
                role=roles[0],
                policy=policies[0].name,
                evidence=seen(
                    "polpermissive is false for each",
                    as_role(roles[0], f"SELECT count(*) FROM {name(relation)}"),
                ),
                fix=f"CREATE POLICY … ON {name(relation)} AS PERMISSIVE …;",
            )


def _not_forced(review: Review) -> Iterator[Finding]:
    """Row security does not bind the owner.

    Without FORCE the owner sees every row: whoever logs in as the owner, and each SECURITY DEFINER function
    of his. Where the owner neither logs in nor has such code it is a note. A superuser is never bound.

    Force it. Not on a hypertable that feeds a continuous aggregate, unless the owner has a policy (RLS225).
    """
    feeds = {aggregate.source for aggregate in review.access.aggregates.values()}
    for relation in by_row_security(review):
        if not relation.row_security or relation.forced or relation.oid in feeds:
            continue
        code = _unscoped_code(review, relation)
        owner = review.access.roles.get(relation.owner)
        plain = owner is not None and not owner.superuser and not owner.bypassrls
        logs_in = plain and owner is not None and owner.login
        weighs = logs_in or (plain and bool(code))
        why = "cannot log in" if plain else "is bound by no policy anyway"
        if weighs:
            why = "logs in" if logs_in else f"owns {listed(map(called, code))}"
        yield Finding(
            id="RLS005",
            severity="warning" if weighs else "info",
            object=relation.title,
            message=f"row security of {relation.title} does not bind its owner {relation.owner}",
            role=relation.owner,
            evidence=seen(
                f"relforcerowsecurity is false, and the owner {why}",
                as_role(relation.owner, f"SELECT * FROM {name(relation)}"),
            ),
            fix=f"ALTER TABLE {name(relation)} FORCE ROW LEVEL SECURITY;",
        )


def _unscoped_code(review: Review, relation: Relation) -> list[Function]:
    """Give the owner's definer functions that reach the relation for an application role, unfiltered."""
    settings = known_settings(review)
    return [
        function
        for function in review.access.functions.values()
        if function.definer
        and not function.trigger
        and function.owner == relation.owner
        and settings.isdisjoint(settings_read(review.access, function))
        and any(
            review.reach.may_execute(role, function.privileges, function.owner) for role in acting(review)
        )
        and any(
            relation in relations_in(review.access, reached_one)
            for reached_one in reached(review.access, function)
        )
    ]


CHECKS = (
    check("RLS001", "error", _unprotected),
    check("RLS002", "error", _switched_off),
    check("RLS003", "warning", _without_policy),
    check("RLS005", "warning", _not_forced),
    check("RLS010", "warning", _only_restrictive),
)
