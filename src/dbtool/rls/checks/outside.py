"""Ways out of the database, and what holds for objects that are not there yet."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.model.quoting import ident, qualified
from dbtool.rls.checks.base import as_role, check, name, seen
from dbtool.rls.checks.subjects import acting, reading
from dbtool.rls.facts import PUBLIC
from dbtool.rls.finding import Finding
from dbtool.rls.review import Review
from dbtool.rls.surroundings import DefaultPrivilege


def _foreign(review: Review) -> Iterator[Finding]:
    """A foreign table, or a login on another server, reaches rows that no policy here holds.

    A foreign table takes no row security; what it shows is what its login sees on the other server. With
    USAGE on a server and a login there a role makes its own way (dblink).

    Revoke the grant, and isolate by a `security_barrier` view.
    """
    for relation in review.tenant_relations:
        roles = reading(review, relation)
        if relation.kind == "foreign" and roles:
            yield Finding(
                id="RLS216",
                severity="warning",
                object=relation.title,
                role=roles[0],
                message=f"{relation.title} is a foreign table: no policy holds its rows to a tenant",
                evidence=seen("granted", as_role(roles[0], f"SELECT * FROM {name(relation)}")),
                fix=f"REVOKE ALL ON {name(relation)} FROM {', '.join(map(ident, roles))};",
            )
    for mapping in review.access.mappings:
        for role in acting(review):
            groups = review.reach.groups(role)
            held = any(one.name == "usage" and one.grantee in groups for one in mapping.privileges)
            if held and mapping.role in groups:
                yield Finding(
                    id="RLS216",
                    severity="warning",
                    object=mapping.server,
                    role=role,
                    message=f"{role} has a login on server {mapping.server} and may use it",
                    evidence=seen(
                        f"user mapping for {mapping.role}",
                        as_role(role, f"SELECT * FROM dblink('{mapping.server}', …) AS …"),
                    ),
                    fix=f"REVOKE USAGE ON FOREIGN SERVER {ident(mapping.server)} FROM {ident(role)};",
                )
                break


def _published(review: Review) -> Iterator[Finding]:
    """A publication sends the rows of all tenants.

    Whoever subscribes to it gets them, whatever the policies say here.

    Filter the rows, if the subscriber is one tenant's.
    """
    for publication in review.access.publications:
        relation = review.access.relations.get(publication.relation)
        if relation is not None and review.is_tenant(relation) and not publication.filtered:
            yield Finding(
                id="RLS217",
                severity="info",
                object=relation.title,
                message=f"publication {publication.name} sends all rows of {relation.title}",
                evidence=seen(
                    "no row filter",
                    f"SELECT * FROM pg_publication_tables WHERE tablename = '{relation.name}';",
                ),
                fix=f"ALTER PUBLICATION {ident(publication.name)} SET TABLE {name(relation)} WHERE (…);",
            )


def _future(review: Review) -> Iterator[Finding]:
    """Relations that are not there yet are open already.

    By default privileges each new table is granted to an application role, or to everyone, before anybody
    has written its policies.

    Take them back, and grant with the policies. What a team that makes policy and grant in one revision
    accepts, it waives. Where there is one tenant alone, only what everyone gets is told.
    """
    told: set[tuple[str, str | None]] = set()
    for default in review.access.default_privileges:
        held = default.privilege
        whom = _whom(review, default)
        place = (default.role, default.schema)
        if default.kind != "r" or not whom or place in told:
            continue
        if default.schema is not None and default.schema not in review.access.scope:
            continue
        told.add(place)
        where = f" IN SCHEMA {ident(default.schema)}" if default.schema else ""
        yield Finding(
            id="RLS221",
            severity="warning",
            object=default.schema or default.role,
            role=whom,
            message=f"what {default.role} will make in {default.schema or 'any schema'} is open to {whom}",
            evidence=seen(
                f"default privileges grant {held.name.upper()} to {held.grantee}",
                as_role(default.role, f"CREATE TABLE {qualified(default.schema or '…', 'new')} …"),
            ),
            fix=f"ALTER DEFAULT PRIVILEGES FOR ROLE {ident(default.role)}{where} REVOKE ALL ON TABLES FROM "
            f"{held.grantee if held.grantee == PUBLIC else ident(held.grantee)};",
        )


def _whom(review: Review, default: DefaultPrivilege) -> str:
    grantee = default.privilege.grantee
    if grantee == PUBLIC or review.tenancy.single is not None:
        return grantee if grantee == PUBLIC else ""
    return next((role for role in review.app_roles if grantee in review.reach.groups(role)), "")


def _backup(review: Review) -> Iterator[Finding]:
    """A backup role cannot read everything.

    pg_dump ends with an error at the first table whose policies bind it, and with `--enable-row-security`
    writes a part of the rows without a word. REPLICATION alone is no help to pg_dump; pg_read_all_data obeys
    policies.

    Give it BYPASSRLS and pg_read_all_data.
    """
    for role in review.tenancy.backup_roles:
        if role not in review.access.roles or review.reach.superuser(role):
            continue
        relations = [
            relation
            for relation in review.access.relations.values()
            if relation.schema in review.access.scope and relation.kind in ("table", "partitioned")
        ]
        bound = [relation for relation in relations if review.reach.bound(role, relation)]
        hidden = [relation for relation in relations if not review.reach.may(role, relation, "select")]
        if not bound and not hidden:
            continue
        first = (bound or hidden)[0]
        why = f"row security of {first.title} binds it" if bound else f"it may not read {first.title}"
        fixes = [f"ALTER ROLE {ident(role)} BYPASSRLS;"] if bound else []
        fixes += [f"GRANT pg_read_all_data TO {ident(role)};"] if hidden else []
        yield Finding(
            id="RLS224",
            severity="error",
            object=role,
            role=role,
            message=f"{role} makes backups and cannot read everything: {why}",
            evidence=seen(
                f"{len(bound)} relations with policies, {len(hidden)} without SELECT",
                as_role(role, f"SET row_security = off; SELECT count(*) FROM {name(first)}"),
            ),
            fix=" ".join(fixes),
        )


CHECKS = (
    check("RLS216", "warning", _foreign),
    check("RLS217", "info", _published),
    check("RLS221", "warning", _future),
    check("RLS224", "error", _backup),
)
