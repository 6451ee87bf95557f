"""Which relations hold rows of tenants, and by which column, or over which foreign keys, each says whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dbtool.model.tenancy import Tenancy, TenantTable
from dbtool.rls.access import Access
from dbtool.rls.facts import ForeignKey, Relation

_TABLES = ("table", "partitioned", "foreign")
# Settings that hold a role: they are never unset, and take no empty text.
OF_ROLES = frozenset({"role", "session_authorization"})


@dataclass(frozen=True, slots=True)
class Axis:
    """By what a relation's rows belong to a tenant.

    Shape: `column` holds the tenant, in the relation itself or in the one at the end of the foreign keys
           `over`. With `principal` the column holds who asks, and the relation says whose tenant that is.
           `declared` tells intent from what was found out.
    """

    relation: Relation
    column: str
    over: tuple[ForeignKey, ...] = ()
    principal: bool = False
    declared: bool = False


def axes(access: Access, tenancy: Tenancy) -> Mapping[int, Axis]:
    """Give the relations that hold rows of tenants, by oid.

    First what is declared; then each table with the tenant's usual column; then those that point at one of
    these by a foreign key; then the table of the tenants themselves, where it has policies. None where there
    is one tenant alone.
    """
    found: dict[int, Axis] = {}
    if tenancy.single is not None:
        return found
    for relation in _tables(access):
        axis = _declared(access, tenancy, relation)
        if axis is not None:
            found[relation.oid] = axis
    usual = tenancy.tenant_column or _usual_column(access, tenancy)
    for relation in _tables(access):
        if relation.oid not in found and usual and relation.column(usual) and _open(tenancy, relation):
            found[relation.oid] = Axis(relation, usual)
    _add_roots(access, tenancy, found)
    _add_children(access, tenancy, found)
    return found


def declared_for(tenancy: Tenancy, relation: Relation) -> TenantTable | None:
    """Give what is meant for a relation; a partition or heir says nothing of its own."""
    return tenancy.tables.get(relation.path)


def _tables(access: Access) -> list[Relation]:
    return [
        relation
        for relation in access.relations.values()
        if relation.kind in _TABLES and relation.schema in access.scope and not relation.extension
    ]


def _open(tenancy: Tenancy, relation: Relation) -> bool:
    meant = declared_for(tenancy, relation)
    return meant is None or not meant.shared


def _declared(access: Access, tenancy: Tenancy, relation: Relation) -> Axis | None:
    membership = tenancy.membership
    if membership is not None and relation.path == membership.table:
        return Axis(relation, membership.principal, principal=True, declared=True)
    meant = declared_for(tenancy, relation)
    if meant is None or meant.shared:
        return None
    if meant.tenant is not None:
        *steps, column = meant.tenant.split(".")
        over = _way(access, relation, steps)
        return None if over is None else Axis(relation, column, over, declared=True)
    if meant.via is not None:
        return _by_parent(access, tenancy, relation, meant.via, {relation.oid})
    return None


def _way(access: Access, relation: Relation, steps: list[str]) -> tuple[ForeignKey, ...] | None:
    over: list[ForeignKey] = []
    at: Relation | None = relation
    for step in steps:
        key = next((key for key in access.keys_of(at) if key.child_columns == (step,)), None) if at else None
        if key is None:
            return None
        over.append(key)
        at = access.relations.get(key.parent)
    return tuple(over)


def _by_parent(
    access: Access, tenancy: Tenancy, relation: Relation, column: str, seen: set[int]
) -> Axis | None:
    for key in access.keys_of(relation):
        parent = access.relations.get(key.parent)
        if key.child_columns != (column,) or parent is None or parent.oid in seen:
            continue
        above = _declared(access, tenancy, parent)
        if above is None and tenancy.tenant_column and parent.column(tenancy.tenant_column):
            above = Axis(parent, tenancy.tenant_column)
        if above is not None:
            return Axis(relation, above.column, (key, *above.over), declared=True)
    return None


def _usual_column(access: Access, tenancy: Tenancy) -> str | None:
    """The column that policies which name the setting use most; undeclared intent is read from these."""
    votes: Counter[str] = Counter()
    for policy in access.policies:
        text = f"{policy.using or ''} {policy.check or ''}"
        if tenancy.setting not in text:
            continue
        for use in access.used_by("policy", policy.oid):
            if use.used == policy.relation and use.column:
                votes[use.column] += 1
    best = votes.most_common(1)
    return best[0][0] if best else None


def _add_roots(access: Access, tenancy: Tenancy, found: dict[int, Axis]) -> None:
    """Add what the tenant column of the others refers to, where it is under row security itself."""
    for axis in list(found.values()):
        for key in access.keys_of(axis.relation):
            parent = access.relations.get(key.parent)
            if parent is None or parent.oid in found or not _open(tenancy, parent):
                continue
            if axis.over or axis.principal or key.child_columns != (axis.column,):
                continue
            if parent.row_security or access.policies_of(parent):
                found[parent.oid] = Axis(parent, key.parent_columns[0])


def _add_children(access: Access, tenancy: Tenancy, found: dict[int, Axis]) -> None:
    """Add what points at tenants' rows; a table that only names the tenant who made it has its column."""
    roots = {
        key.parent
        for axis in found.values()
        for key in access.keys_of(axis.relation)
        if not axis.over and key.child_columns == (axis.column,)
    }
    grown = True
    while grown:
        grown = False
        for relation in _tables(access):
            if relation.oid in found or not _open(tenancy, relation):
                continue
            for key in access.keys_of(relation):
                above = found.get(key.parent)
                if above is not None and not above.principal and key.parent not in roots:
                    found[relation.oid] = Axis(relation, above.column, (key, *above.over))
                    grown = True
                    break
