"""Roles that row security does not bind, or that can become such a role."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident, literal
from dbtool.rls.checks.base import as_role, check, name, seen
from dbtool.rls.checks.subjects import known_settings
from dbtool.rls.facts import Member
from dbtool.rls.finding import Finding
from dbtool.rls.review import Review

_SERVER_ROLES = ("pg_read_server_files", "pg_write_server_files", "pg_execute_server_program")


def _app_owns(review: Review) -> Iterator[Finding]:
    """An application role owns a relation with tenants' rows.

    The owner may switch row security off, whatever the policies say, and without FORCE is not bound by it.

    Give the relation to a role that nobody logs in as.
    """
    for relation in review.tenant_relations:
        if relation.owner in review.app_roles:
            yield Finding(
                id="RLS004",
                severity="error",
                object=relation.title,
                role=relation.owner,
                message=f"{relation.owner} is an application role and owns {relation.title}",
                evidence=seen(
                    "the owner may alter the table",
                    as_role(relation.owner, f"ALTER TABLE {name(relation)} DISABLE ROW LEVEL SECURITY"),
                ),
                fix=f"ALTER TABLE {name(relation)} OWNER TO …;",
            )


def _exempt(review: Review) -> Iterator[Finding]:
    """An application role is a superuser or has BYPASSRLS.

    No policy is asked for such a role.

    Take the attribute away.
    """
    for role in review.app_roles:
        found = review.access.roles[role]
        words = [
            word for word, held in (("SUPERUSER", found.superuser), ("BYPASSRLS", found.bypassrls)) if held
        ]
        if words:
            yield Finding(
                id="RLS006",
                severity="error",
                object=role,
                role=role,
                message=f"{role} has {listed(words)}: no policy binds it",
                evidence=seen(
                    "pg_roles says so",
                    f"SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = {literal(role)};",
                ),
                fix=f"ALTER ROLE {ident(role)} {' '.join(f'NO{word}' for word in words)};",
            )


def _becomes(review: Review) -> Iterator[Finding]:
    """An application role can become one that row security does not bind.

    By a membership with SET, INHERIT or ADMIN a role acts as the owner of a table, as a role with BYPASSRLS,
    as one that is meant to see everything, or as one that makes roles.

    Revoke the membership.
    """
    for role in review.app_roles:
        if review.reach.superuser(role):
            continue
        reached = review.reach.becomes(role) | review.reach.groups(role)
        for other in sorted(reached - {role}):
            why = _stronger(review, other)
            if why and other not in review.app_roles:
                edge = _first_edge(review, role, other)
                yield Finding(
                    id="RLS007",
                    severity="error",
                    object=role,
                    role=role,
                    message=f"{role} can become {other}, which {why}",
                    evidence=seen(
                        f"membership in {edge.role} with {_options(edge)}", as_role(role, _as_other(other))
                    ),
                    fix=f"REVOKE {ident(edge.role)} FROM {ident(edge.member)};",
                )


def _stronger(review: Review, role: str) -> str:
    found = review.access.roles.get(role)
    if found is None or role.startswith("pg_"):
        return ""
    if found.superuser or found.bypassrls:
        return "row security does not bind"
    owned = [relation.title for relation in review.tenant_relations if relation.owner == role]
    if owned:
        return f"owns {owned[0]}"
    if role in (*review.tenancy.privileged_roles, *review.tenancy.backup_roles):
        return "is meant to see everything"
    return "may make and change roles" if found.createrole else ""


def _first_edge(review: Review, role: str, other: str) -> Member:
    """Give the membership by which the way from one role to another begins."""
    edges = [edge for edge in review.access.members if edge.member == role]
    return next(
        edge for edge in edges if other in review.reach.becomes(edge.role) | review.reach.groups(edge.role)
    )


def _options(edge: Member) -> str:
    words = (("ADMIN", edge.admin), ("INHERIT", edge.inherit), ("SET", edge.set))
    return listed(word for word, held in words if held) or "no option"


def _as_other(other: str) -> str:
    return f"SET ROLE {ident(other)}"


def _strong_attributes(review: Review) -> Iterator[Finding]:
    """An application role has an attribute or a group that reaches past the database's own rules.

    REPLICATION reads every change in the log. CREATEROLE, before PostgreSQL 16, gives itself almost every
    other role. The server's file and program roles read the tables' files and run commands.

    Take them away.
    """
    for role in review.app_roles:
        found = review.access.roles[role]
        if found.superuser:
            continue
        held = [
            (word, f"ALTER ROLE {ident(role)} NO{word};")
            for word, has in (("REPLICATION", found.replication), ("CREATEROLE", found.createrole))
            if has
        ]
        groups = review.reach.groups(role) | review.reach.becomes(role)
        held += [(group, f"REVOKE {group} FROM {ident(role)};") for group in _SERVER_ROLES if group in groups]
        if held:
            yield Finding(
                id="RLS219",
                severity="error",
                object=role,
                role=role,
                message=f"{role} has {listed(word for word, _ in held)}",
                evidence=seen(
                    "pg_roles and pg_auth_members say so",
                    f"SELECT * FROM pg_roles WHERE rolname = {literal(role)};",
                ),
                fix=" ".join(fix for _, fix in held),
            )


def _default_tenant(review: Review) -> Iterator[Finding]:
    """Sessions begin with a tenant.

    A default for the tenant's setting, of a role or of the database, gives every session that forgets to set
    it the rows of that tenant.

    Reset it.
    """
    settings = known_settings(review)
    for found in review.access.role_settings:
        if found.name.lower() not in settings or not found.value:
            continue
        if found.role is not None and review.reach.becomes(found.role).isdisjoint(review.app_roles):
            continue
        whose = found.role or found.database or review.access.server.database
        on = f"ROLE {ident(found.role)}" if found.role else f"DATABASE {ident(whose)}"
        within = f" IN DATABASE {ident(found.database)}" if found.role and found.database else ""
        yield Finding(
            id="RLS121",
            severity="error",
            object=whose,
            role=found.role,
            message=f"sessions of {whose} begin with {found.name} set",
            evidence=seen("pg_db_role_setting says so", f"SHOW {found.name};"),
            fix=f"ALTER {on}{within} RESET {found.name};",
        )


CHECKS = (
    check("RLS004", "error", _app_owns),
    check("RLS006", "error", _exempt),
    check("RLS007", "error", _becomes),
    check("RLS121", "error", _default_tenant),
    check("RLS219", "error", _strong_attributes),
)
