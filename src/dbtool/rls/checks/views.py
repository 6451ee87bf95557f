"""Views, materialized views and aggregates that show more than their tables would."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, check, name, seen
from dbtool.rls.checks.paths import Way, holds_tenants, ways
from dbtool.rls.checks.subjects import acting, reading, set_tenant
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Finding
from dbtool.rls.review import READ_WRITE, Review


def _past(review: Review) -> Iterator[Finding]:
    """A view reads tenants' rows with the rights of somebody whom row security does not bind.

    A view reads its tables as its owner, unless it has `security_invoker`. A superuser, a role with
    BYPASSRLS and the owner of a table without FORCE see all rows, and so does whoever may read the view.

    Set `security_invoker`, or give the view to a role that the policies bind.
    """
    for view in review.access.relations.values():
        if (
            view.kind != "view"
            or view.oid in review.access.aggregates
            or view.schema not in review.access.scope
        ):
            continue
        for role in reading(review, view):
            way = next((way for way in ways(review, view) if _leaks(review, way, role)), None)
            if way is not None:
                yield _leak(review, view, way, role)
                break


def _leaks(review: Review, way: Way, role: str) -> bool:
    if way.filtered or way.user is None:
        return False
    if not way.relation.row_security and review.reach.may(role, way.relation, "select"):
        # The table itself is open to the role, which RLS001 says.
        return False
    return not review.reach.bound(way.user, way.relation)


def _leak(review: Review, view: Relation, way: Way, role: str) -> Finding:
    return Finding(
        id="RLS201",
        severity="error",
        object=view.title,
        role=role,
        message=f"{view.title} shows {role} the rows of {way.relation.title} as {way.user} sees them: all",
        evidence=seen(
            f"row security of {way.relation.title} does not bind {way.user}",
            as_role(role, f"{set_tenant(review)}; SELECT * FROM {name(view)}"),
        ),
        fix=f"ALTER VIEW {name(view)} SET (security_invoker = true);",
    )


def _materialized(review: Review) -> Iterator[Finding]:
    """A materialized view holds the rows of all tenants.

    It has no row security, and holds what its owner saw when it was refreshed.

    Revoke the grant, and give the application a `security_barrier` view over it that compares the tenant.
    """
    for view in review.access.relations.values():
        if view.kind != "materialized" or not holds_tenants(review, view):
            continue
        roles = reading(review, view, ("select",))
        if roles:
            yield _all_tenants(review, "RLS202", view, roles, "it has no row security of its own")


def _aggregates(review: Review) -> Iterator[Finding]:
    """A continuous aggregate shows the rows of all tenants.

    It takes neither row security nor `security_invoker`: with row security on its hypertable it cannot be
    made, but row security that comes later is accepted, and does not hold for the aggregate.

    Revoke the grant, and give the application a `security_barrier` view over it that compares the tenant.
    """
    for oid in review.access.aggregates:
        view = review.access.relations.get(oid)
        if view is None or not holds_tenants(review, view):
            continue
        roles = reading(review, view, ("select",))
        if roles:
            yield _all_tenants(review, "RLS203", view, roles, "an aggregate takes no row security")


def _all_tenants(review: Review, id: str, view: Relation, roles: list[str], says: str) -> Finding:
    return Finding(
        id=id,
        severity="error",
        object=view.title,
        role=roles[0],
        message=f"{view.title} shows {listed(roles)} the rows of all tenants",
        evidence=seen(says, as_role(roles[0], f"{set_tenant(review)}; SELECT * FROM {name(view)}")),
        fix=f"REVOKE ALL ON {name(view)} FROM {', '.join(map(ident, roles))}; CREATE VIEW … WITH "
        f"(security_barrier) AS SELECT * FROM {name(view)} WHERE …;",
    )


def _isolating(review: Review) -> Iterator[tuple[Relation, Relation]]:
    """Give each view that stands between a role and a relation that does not bind it, with the relation."""
    declared = {table.view: path for path, table in review.tenancy.tables.items() if table.view}
    for view in review.access.relations.values():
        if view.kind != "view":
            continue
        path = declared.get(view.path)
        base = review.access.relation(path) if path else None
        if base is None and reading(review, view):
            found = (way for way in ways(review, view) if way.filtered and way.user is not None)
            base = next(
                (way.relation for way in found if not review.reach.bound(way.user or "", way.relation)), None
            )
        if base is not None:
            yield view, base


def _without_check(review: Review) -> Iterator[Finding]:
    """An isolating view takes rows of other tenants.

    Without WITH CASCADED CHECK OPTION an INSERT or UPDATE through the view may write what the view would not
    show: a row of another tenant.

    Set the check option.
    """
    for view, base in _isolating(review):
        roles = reading(review, view, ("insert", "update"))
        if roles and not any(option.lower() == "check_option=cascaded" for option in view.options):
            yield Finding(
                id="RLS230",
                severity="error",
                object=view.title,
                role=roles[0],
                message=f"{view.title} isolates {base.title}, and takes rows of other tenants",
                evidence=seen(
                    "no cascaded check option",
                    as_role(roles[0], f"{set_tenant(review)}; INSERT INTO {name(view)} …"),
                ),
                fix=f"ALTER VIEW {name(view)} SET (check_option = cascaded);",
            )


def _without_barrier(review: Review) -> Iterator[Finding]:
    """An isolating view lets conditions look at rows that it hides.

    Without `security_barrier` the server may try a caller's condition before the view's own: a cheap function
    of the caller's sees every row.

    Set `security_barrier`.
    """
    for view, base in _isolating(review):
        roles = reading(review, view)
        if roles and not view.has_option("security_barrier"):
            yield Finding(
                id="RLS231",
                severity="error",
                object=view.title,
                role=roles[0],
                message=f"{view.title} isolates {base.title} without security_barrier",
                evidence=seen(
                    "the planner may run a caller's function on rows of others first",
                    as_role(
                        roles[0], f"{set_tenant(review)}; SELECT * FROM {name(view)} WHERE pg_temp.peek(…)"
                    ),
                ),
                fix=f"ALTER VIEW {name(view)} SET (security_barrier = true);",
            )


def _base_granted(review: Review) -> Iterator[Finding]:
    """The table behind an isolating view is granted too.

    What the view hides is read from the table.

    Revoke it.
    """
    for relation in review.access.relations.values():
        view = review.by_view(relation)
        if view is None:
            continue
        for role in acting(review):
            may = [command for command in READ_WRITE if review.reach.may(role, relation, command)]
            if may and not review.reach.bound(role, relation):
                yield Finding(
                    id="RLS232",
                    severity="error",
                    object=relation.title,
                    role=role,
                    command=may[0],
                    message=f"{role} may {listed(word.upper() for word in may)} on {relation.title}, past "
                    f"{view.title}",
                    evidence=seen(
                        "granted on the table itself", as_role(role, f"SELECT * FROM {name(relation)}")
                    ),
                    fix=f"REVOKE ALL ON {name(relation)} FROM {ident(role)};",
                )


CHECKS = (
    check("RLS201", "error", _past),
    check("RLS202", "error", _materialized),
    check("RLS203", "error", _aggregates),
    check("RLS230", "error", _without_check),
    check("RLS231", "error", _without_barrier),
    check("RLS232", "error", _base_granted),
)
