"""Keys over the rows of several tenants: whose existence a foreign key or a unique key tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, check, name, seen
from dbtool.rls.checks.subjects import reading, set_tenant, tenant_column
from dbtool.rls.facts import Column, ForeignKey, Index, Relation
from dbtool.rls.finding import Finding
from dbtool.rls.predicate import check_of
from dbtool.rls.review import Review
from dbtool.rls.tenants import Axis

_ACTIONS = {"c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}


def _foreign(review: Review) -> Iterator[Finding]:
    """A foreign key between tenants' relations leaves out the tenant.

    The check of a foreign key asks no policy: a row may point at another tenant's. What the other one deletes
    then takes this row along (CASCADE), or changes it.

    Put the tenant's column into the key: FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id).
    Or let the WITH CHECK of the policy look at the parent.
    """
    for child in review.tenant_relations:
        axis = review.axes[child.oid]
        roles = reading(review, child, ("insert", "update"))
        if axis.principal or not roles:
            continue
        for key in review.access.keys_of(child):
            parent = review.axes.get(key.parent)
            if parent is None or not _crosses(axis, parent, key) or _checked(review, child, key, roles[0]):
                continue
            yield _crossing(review, child, parent.relation, key, roles[0])


def _crosses(axis: Axis, parent: Axis, key: ForeignKey) -> bool:
    """Say whether the key may lead from one tenant to another."""
    if parent.principal or (axis.over and axis.over[0].name == key.name and axis.over[0].child == key.child):
        return False
    if parent.over:
        return True
    # What points at the table of the tenants itself says the tenant.
    if key.parent_columns == (parent.column,):
        return False
    pairs = set(zip(key.child_columns, key.parent_columns, strict=True))
    return axis.over != () or (axis.column, parent.column) not in pairs


def _checked(review: Review, child: Relation, key: ForeignKey, role: str) -> bool:
    """Say whether the policy for new rows looks at the parent."""
    for command in ("insert", "update"):
        if not review.reach.may(role, child, command):
            continue
        permissive, restrictive = review.reach.policies(role, child, command)
        looks = [
            key.parent in [source.oid for source in check_of(review.access, policy).all_relations]
            for policy in permissive
        ]
        also = any(
            key.parent in [source.oid for source in check_of(review.access, policy).all_relations]
            for policy in restrictive
        )
        if not also and not (looks and all(looks)):
            return False
    return True


def _crossing(review: Review, child: Relation, parent: Relation, key: ForeignKey, role: str) -> Finding:
    action = _ACTIONS.get(key.on_delete) or _ACTIONS.get(key.on_update)
    columns = ", ".join(map(ident, key.child_columns))
    does = f", and {action} reaches back" if action else ""
    return Finding(
        id="RLS212",
        severity="error" if action else "warning",
        object=child.title,
        role=role,
        message=f"foreign key {key.name} of {child.title} leads to rows of other tenants in {parent.title}"
        f"{does}",
        evidence=seen(
            f"({columns}) leaves out the tenant, and its check asks no policy",
            as_role(role, f"{set_tenant(review)}; INSERT INTO {name(child)} ({columns}) VALUES (…)"),
        ),
        fix=_composite(review, child, parent, key),
    )


def _composite(review: Review, child: Relation, parent: Relation, key: ForeignKey) -> str:
    own, above = tenant_column(review, child), tenant_column(review, parent)
    if own is None or above is None:
        return f"let WITH CHECK of the policies on {name(child)} look at {name(parent)}"
    columns = ", ".join(map(ident, (own, *key.child_columns)))
    referenced = ", ".join(map(ident, (above, *key.parent_columns)))
    return (
        f"ALTER TABLE {name(child)} DROP CONSTRAINT {ident(key.name)}, ADD FOREIGN KEY ({columns}) "
        f"REFERENCES {name(parent)} ({referenced});"
    )


def _unique(review: Review) -> Iterator[Finding]:
    """A unique key over all tenants tells which values others have.

    An INSERT with a value that another tenant has fails, and one with a value that nobody has does not. It is
    so for values that the client chooses, such as an address or a name, not for those that the server makes
    or that the role may not write. An exclusion constraint tells the same.

    Put the tenant's column into the key, or let another role write it.
    """
    for relation in review.tenant_relations:
        axis = review.axes[relation.oid]
        roles = reading(review, relation, ("insert", "update"))
        if axis.principal or not roles or relation.kind == "foreign":
            continue
        for index in review.access.indexes_of(relation):
            columns = _chosen(review, relation, axis, index)
            role = next((role for role in roles if _writes(review, relation, role, index)), None)
            if columns and role is not None:
                words = ", ".join(columns)
                kind, code = ("exclusion", "23P01") if index.excludes else ("unique", "23505")
                yield Finding(
                    id="RLS213",
                    severity="warning",
                    object=relation.title,
                    role=role,
                    message=f"{kind} key {index.name} of {relation.title} ({words}) is one for all tenants",
                    evidence=seen(
                        f"a duplicate is refused whosever it is: {code}",
                        as_role(
                            role,
                            f"{set_tenant(review)}; INSERT INTO {name(relation)} "
                            f"({', '.join(map(ident, columns))}) VALUES (…)",
                        ),
                    ),
                    fix=f"make it unique together with {ident(axis.column)}"
                    if not axis.over
                    else f"make it unique together with {', '.join(map(ident, axis.over[0].child_columns))}",
                )


def _chosen(review: Review, relation: Relation, axis: Axis, index: Index) -> Sequence[str]:
    """Give the columns of a unique key whose values the client chooses for all tenants; else nothing."""
    if not (index.unique or index.excludes) or (axis.column in index.columns and not axis.over):
        return ()
    whose = {
        column
        for key in review.access.keys_of(relation)
        if key.parent in review.axes
        for column in key.child_columns
    }
    found = [relation.column(column) for column in index.columns if column]
    if any(column is None or column.name in whose or _made(column) for column in found):
        return ()
    return [column or "…" for column in index.columns]


def _writes(review: Review, relation: Relation, role: str, index: Index) -> bool:
    """Say whether the role writes a part of a key."""
    return any(
        review.reach.may_column(role, relation, column, command)
        for column in (*filter(None, index.columns), *index.expressed)
        for command in ("insert", "update")
    )


def _made(column: Column) -> bool:
    """Say whether the server makes the values, or nobody can guess them."""
    default = (column.default or "").lower()
    return bool(
        column.identity
        or column.generated
        or column.type == "uuid"
        or "nextval(" in default
        or "uuid" in default
        or "random" in default
    )


CHECKS = (check("RLS212", "warning", _foreign), check("RLS213", "warning", _unique))
