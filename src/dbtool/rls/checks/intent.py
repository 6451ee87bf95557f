"""The measured access against the declared one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident, qualified
from dbtool.rls.checks.base import as_role
from dbtool.rls.facts import PUBLIC, Relation
from dbtool.rls.finding import Evidence, Finding, Severity
from dbtool.rls.results import Cell
from dbtool.rls.review import Review, granted_to

_ORDER = {"none": 0, "own": 1, "all": 2}
PAGES = {
    "RLS401": "A role reaches more than is declared.",
    "RLS402": "A role reaches less than is declared.",
    "RLS403": "A role or relation is not declared.",
}


def compared(review: Review, cells: Iterable[Cell]) -> Iterator[Finding]:
    """Give where what was measured is not what `access` declares, or nothing is declared of it."""
    if not review.tenancy.access:
        yield from _strangers(review)
        return
    told: set[tuple[str, str]] = set()
    for cell in cells:
        if cell.declared is None:
            if _named(review, cell):
                yield from _more(cell)
            elif (cell.role, cell.relation) not in told and _unnamed(review, cell):
                told.add((cell.role, cell.relation))
                yield _undeclared(cell, "info" if _meant(review, cell) else "warning")
        elif cell.measured in _ORDER and cell.measured != cell.declared:
            wider = _ORDER[cell.measured] > _ORDER[cell.declared]
            yield _differs(cell, "RLS401" if wider else "RLS402", wider=wider)


def _unnamed(review: Review, cell: Cell) -> bool:
    """Say whether somebody granted a role tenants' rows of which nothing is declared.

    Who reads every table of the cluster was not let in here.
    """
    relation, tenancy = review.access.relation(_path(cell)), review.tenancy
    if relation is None or not review.is_tenant(relation):
        return False
    if cell.role in (*tenancy.privileged_roles, *tenancy.backup_roles):
        return False
    return cell.measured in ("own", "all") and _granted(review, cell.role, relation)


def _meant(review: Review, cell: Cell) -> bool:
    """Say whether it follows from what is declared: a role of the application reaches its tenant's own."""
    return cell.measured == "own" and cell.role in review.tenancy.app_roles


def _named(review: Review, cell: Cell) -> bool:
    """Say whether other commands of the role are declared on the relation."""
    return _path(cell) in review.tenancy.access.get(cell.role, {})


def _path(cell: Cell) -> tuple[str, str]:
    schema, _, name = cell.relation.partition(".")
    return schema, name


def _more(cell: Cell) -> Iterator[Finding]:
    """Give what a role reaches by a command that is not named, where others on the relation are.

    That it reaches all rows nobody has said; its tenant's own is what it reaches unless something else is.
    """
    if cell.measured in ("own", "all"):
        command = cell.command.upper()
        yield Finding(
            id="RLS401",
            severity="error" if cell.measured == "all" else "info",
            object=cell.relation,
            role=cell.role,
            command=cell.command,
            message=f"{command} of {cell.role} on {cell.relation} reaches {cell.measured}, undeclared",
            evidence=_evidence(cell),
            fix=f"REVOKE {command} ON {qualified(*_path(cell))} FROM {ident(cell.role)}; or declare it",
        )


def _strangers(review: Review) -> Iterator[Finding]:
    """Give the roles that log in, were granted tenants' rows, and are not among those that are declared."""
    tenancy = review.tenancy
    known = {*review.app_roles, *tenancy.privileged_roles, *tenancy.backup_roles}
    for role in review.access.roles.values() if tenancy.app_roles else ():
        if not role.login or role.superuser or role.name in known:
            continue
        given = [
            relation
            for relation in review.tenant_relations
            if _granted(review, role.name, relation) and review.reach.may(role.name, relation, "select")
        ]
        if given:
            yield Finding(
                id="RLS403",
                severity="info",
                object=role.name,
                role=role.name,
                message=f"{role.name} may read {listed(each.title for each in given)}, and is not declared",
                evidence=Evidence(
                    engine="static",
                    says="it is neither an app_role nor among privileged_roles and backup_roles",
                    statement=as_role(role.name, f"SELECT * FROM {qualified(*given[0].path)}"),
                ),
                fix=f"name {role.name} under app_roles or privileged_roles, or revoke what it was granted",
            )


def _granted(review: Review, role: str, relation: Relation) -> bool:
    return not (granted_to(relation) - {PUBLIC}).isdisjoint(review.reach.groups(role))


def _differs(cell: Cell, id: str, *, wider: bool) -> Finding:
    command = cell.command.upper()
    table = qualified(*cell.relation.split(".", 1))
    return Finding(
        id=id,
        severity="error" if wider else "warning",
        object=cell.relation,
        role=cell.role,
        command=cell.command,
        message=f"{command} of {cell.role} on {cell.relation} reaches {cell.measured}, declared is "
        f"{cell.declared}",
        evidence=_evidence(cell),
        fix=f"REVOKE {command} ON {table} FROM {ident(cell.role)}; or narrow its policy"
        if wider
        else f"GRANT {command} ON {table} TO {ident(cell.role)}; or widen its policy",
    )


def _undeclared(cell: Cell, severity: Severity) -> Finding:
    return Finding(
        id="RLS403",
        severity=severity,
        object=cell.relation,
        role=cell.role,
        message=f"{cell.role} reaches {cell.measured} of {cell.relation}, and nothing is declared",
        evidence=_evidence(cell),
        fix=f"declare it: access: {{{cell.role}: {{{cell.relation}: {{{cell.command}: {cell.measured}}}}}}}",
    )


def _evidence(cell: Cell) -> Evidence:
    table = qualified(*cell.relation.split(".", 1))
    return Evidence(
        engine="evaluator",
        says=f"{cell.measured} was measured ({cell.shown})",
        statement=as_role(cell.role, f"SELECT * FROM {table}") if cell.command == "select" else None,
    )
