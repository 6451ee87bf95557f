"""The measured access against the declared one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbtool.model.quoting import ident, qualified
from dbtool.rls.checks.base import as_role
from dbtool.rls.facts import PUBLIC, Relation
from dbtool.rls.finding import Evidence, Finding
from dbtool.rls.results import Cell
from dbtool.rls.review import Review, granted_to

_ORDER = {"none": 0, "own": 1, "all": 2}
PAGES = {
    "RLS401": "A role reaches more than is declared.",
    "RLS402": "A role reaches less than is declared.",
    "RLS403": "A role or relation is not declared.",
}


def compared(review: Review, cells: Iterable[Cell]) -> Iterator[Finding]:
    """Give where what was measured is not what `access` declares; nothing where that declares nothing."""
    if not review.tenancy.access:
        return
    told: set[tuple[str, str]] = set()
    for cell in cells:
        if cell.declared is None:
            if (cell.role, cell.relation) not in told and _unnamed(review, cell):
                told.add((cell.role, cell.relation))
                yield _undeclared(cell)
        elif cell.measured in _ORDER and cell.measured != cell.declared:
            wider = _ORDER[cell.measured] > _ORDER[cell.declared]
            yield _differs(cell, "RLS401" if wider else "RLS402", wider=wider)


def _unnamed(review: Review, cell: Cell) -> bool:
    """Say whether somebody granted a role what nothing declared says that it reaches of tenants' rows.

    That a role is the application's says that it reaches its tenant's own. Who reads every table of the
    cluster was not let in here.
    """
    schema, _, name = cell.relation.partition(".")
    relation, tenancy = review.access.relation((schema, name)), review.tenancy
    if relation is None or not review.is_tenant(relation):
        return False
    if (schema, name) in tenancy.access.get(cell.role, {}):
        return False
    if cell.role in (*tenancy.privileged_roles, *tenancy.backup_roles):
        return False
    meant = cell.measured == "own" and cell.role in tenancy.app_roles
    return cell.measured in ("own", "all") and not meant and _granted(review, cell.role, relation)


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


def _undeclared(cell: Cell) -> Finding:
    return Finding(
        id="RLS403",
        severity="warning",
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
