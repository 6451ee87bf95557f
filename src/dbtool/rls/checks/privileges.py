"""Privileges that row security does not hold back, or that reach further than they seem to."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, check, name, seen
from dbtool.rls.checks.subjects import acting, granted, set_tenant, tenant_column
from dbtool.rls.facts import PUBLIC, Relation
from dbtool.rls.finding import Finding, Severity
from dbtool.rls.review import Review


def _truncate(review: Review) -> Iterator[Finding]:
    """A role may TRUNCATE a relation of tenants.

    TRUNCATE asks no policy: it removes the rows of everyone.

    Revoke it.
    """
    return _held(review, "truncate", "RLS208", "error", "TRUNCATE asks no policy", "TRUNCATE {}")


def _trigger(review: Review) -> Iterator[Finding]:
    """A role may create triggers on a relation of tenants.

    Its trigger runs with the rights of whoever writes next, and sees his rows.

    Revoke it.
    """
    return _held(
        review,
        "trigger",
        "RLS209",
        "error",
        "a trigger runs as whoever writes",
        "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION pg_temp.mine()",
    )


def _references(review: Review) -> Iterator[Finding]:
    """A role may point foreign keys at a relation of tenants.

    The check of a foreign key asks no policy: it says which keys other tenants have.

    Revoke it.
    """
    return _held(
        review,
        "references",
        "RLS210",
        "warning",
        "the check of a foreign key asks no policy",
        "CREATE TEMP TABLE mine (id bigint REFERENCES {})",
    )


def _held(
    review: Review, privilege: str, id: str, severity: Severity, says: str, statement: str
) -> Iterator[Finding]:
    for relation in review.tenant_relations:
        for role in acting(review):
            held = granted(review, role, relation.privileges, privilege)
            held += [
                each
                for column in relation.columns
                for each in granted(review, role, column.privileges, privilege)
            ]
            if held and relation.owner != role and review.reach.may_use(role, relation.schema):
                yield Finding(
                    id=id,
                    severity=severity,
                    object=relation.title,
                    role=role,
                    command=privilege,
                    message=f"{role} has {privilege.upper()} on {relation.title}",
                    evidence=seen(says, as_role(role, statement.format(name(relation)))),
                    fix=_revoke(privilege.upper(), relation, held[0].grantee),
                )


def _revoke(privilege: str, relation: Relation, grantee: str) -> str:
    whom = PUBLIC if grantee == PUBLIC else ident(grantee)
    return f"REVOKE {privilege} ON {name(relation)} FROM {whom};"


def _everyone(review: Review) -> Iterator[Finding]:
    """Everyone has been granted something on a relation of tenants.

    PUBLIC holds every role that there is and will be, whether or not it acts for a tenant.

    Grant it to the application's role.
    """
    for relation in review.tenant_relations:
        words = {each.name for each in relation.privileges if each.grantee == PUBLIC}
        words |= {
            each.name for column in relation.columns for each in column.privileges if each.grantee == PUBLIC
        }
        if words:
            said = listed(sorted(word.upper() for word in words))
            yield Finding(
                id="RLS220",
                severity="warning",
                object=relation.title,
                role=PUBLIC,
                message=f"{said} on {relation.title} is granted to everyone",
                evidence=seen("granted to PUBLIC", f"SELECT * FROM {name(relation)};"),
                fix=f"REVOKE ALL ON {name(relation)} FROM PUBLIC;",
            )


def _grantable(review: Review) -> Iterator[Finding]:
    """An application role may grant what it has.

    Whoever acts as it opens the relation to others, PUBLIC among them.

    Revoke the grant option.
    """
    for relation in review.tenant_relations:
        for role in review.app_roles:
            if relation.owner == role:
                continue
            groups = review.reach.groups(role)
            held = [
                each
                for each in (
                    *relation.privileges,
                    *(one for column in relation.columns for one in column.privileges),
                )
                if each.grantable and each.grantee in groups and each.grantee != relation.owner
            ]
            if held:
                words = listed(sorted({each.name.upper() for each in held}))
                yield Finding(
                    id="RLS222",
                    severity="warning",
                    object=relation.title,
                    role=role,
                    message=f"{role} may grant {words} on {relation.title} to others",
                    evidence=seen(
                        "WITH GRANT OPTION",
                        as_role(role, f"GRANT {held[0].name.upper()} ON {name(relation)} TO PUBLIC"),
                    ),
                    fix=f"REVOKE GRANT OPTION FOR ALL ON {name(relation)} FROM {ident(held[0].grantee)};",
                )


def _moves(review: Review) -> Iterator[Finding]:
    """An application role may change the tenant of a row.

    The policy's WITH CHECK holds it back; without the privilege nothing needs to.

    Grant UPDATE on the other columns only.
    """
    for relation in review.tenant_relations:
        column = tenant_column(review, relation)
        if column is None or not relation.row_security:
            continue
        for role in review.app_roles:
            if review.reach.may_column(role, relation, column, "update") and review.reach.bound(
                role, relation
            ):
                yield Finding(
                    id="RLS223",
                    severity="info",
                    object=relation.title,
                    role=role,
                    message=f"{role} may UPDATE {column}, which says whose a row is",
                    evidence=seen(
                        "granted on the column",
                        as_role(
                            role,
                            f"{set_tenant(review)}; UPDATE {name(relation)} SET {ident(column)} = …",
                        ),
                    ),
                    fix=f"REVOKE UPDATE ON {name(relation)} FROM {ident(role)}; GRANT UPDATE (…) ON "
                    f"{name(relation)} TO {ident(role)};",
                )


CHECKS = (
    check("RLS208", "error", _truncate),
    check("RLS209", "error", _trigger),
    check("RLS210", "warning", _references),
    check("RLS220", "warning", _everyone),
    check("RLS222", "warning", _grantable),
    check("RLS223", "info", _moves),
)
