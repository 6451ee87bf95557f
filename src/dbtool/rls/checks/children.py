"""Partitions and heirs that are reached by their own names, and copies that triggers and rules make."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.bodies import inserts_into, reached
from dbtool.rls.checks.base import as_role, called, check, name, seen
from dbtool.rls.checks.subjects import reading, set_tenant, tenant_ancestor
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Finding
from dbtool.rls.review import Review
from dbtool.rls.tree import root

# CmdType of a query.
_INSERT = 3


def _heirs(review: Review) -> Iterator[Finding]:
    """A partition or heir is granted, and has no row security of its own.

    The policies of a table hold for statements on that table. Who names the partition is asked for the
    partition's own policies, and there are none.

    Revoke the grant, or enable row security on the partition: without a policy nobody reaches it by its name,
    and everybody as before by the table's.
    """
    for relation in review.access.relations.values():
        parent = tenant_ancestor(review, relation)
        if parent is None or relation.row_security or relation.kind == "foreign":
            continue
        roles = reading(review, relation)
        if roles:
            yield Finding(
                id="RLS206",
                severity="error",
                object=relation.title,
                role=roles[0],
                message=f"{listed(roles)} may read {relation.title} past the policies of {parent.title}",
                evidence=seen(
                    "a grant of its own, and no row security",
                    as_role(roles[0], f"{set_tenant(review)}; SELECT * FROM {name(relation)}"),
                ),
                fix=f"REVOKE ALL ON {name(relation)} FROM {', '.join(map(ident, roles))};",
            )


def _copies(review: Review) -> Iterator[Finding]:
    """A trigger or rule copies tenants' rows to where all tenants read them.

    An audit table without row security, or without the tenant's column, shows each tenant what the others
    wrote.

    Give the copy the tenant's column and a policy, or revoke SELECT on it.
    """
    told: set[int] = set()
    for source, target, what in _written(review):
        if target.oid in told or target.oid == source.oid:
            continue
        roles = [role for role in reading(review, target, ("select",)) if not _held(review, role, target)]
        if roles:
            told.add(target.oid)
            yield Finding(
                id="RLS211",
                severity="error",
                object=target.title,
                role=roles[0],
                message=f"{what} copies rows of {source.title} where {listed(roles)} may read them",
                evidence=seen(
                    f"nothing holds the rows of {target.title} to a tenant",
                    as_role(roles[0], f"{set_tenant(review)}; SELECT * FROM {name(target)}"),
                ),
                fix=f"REVOKE SELECT ON {name(target)} FROM {', '.join(map(ident, roles))};",
            )


def _written(review: Review) -> Iterator[tuple[Relation, Relation, str]]:
    """Give the tenants' relations with where a trigger or rule of theirs inserts."""
    access = review.access
    for trigger in access.triggers:
        relation, function = access.relations[trigger.relation], access.functions.get(trigger.function)
        if function is None or not review.is_tenant(relation) or trigger.enabled == "D":
            continue
        for one in reached(access, function):
            for target in inserts_into(access, one):
                yield relation, target, f"trigger {trigger.name} ({called(function)})"
    for rule in access.rules:
        relation = access.relations[rule.relation]
        if review.is_tenant(relation):
            for oid in _inserted_into(rule.tree):
                if oid in access.relations:
                    yield relation, access.relations[oid], f"rule {rule.name}"


def _inserted_into(tree: str) -> Iterator[int]:
    """Give the relations into which the queries of a rule insert."""
    for query in root(tree):
        tables, index = query.nodes("rtable"), query.number("resultRelation")
        if query.number("commandType") == _INSERT and 0 < index <= len(tables):
            yield tables[index - 1].number("relid")


def _held(review: Review, role: str, target: Relation) -> bool:
    return review.reach.bound(role, target) and (
        review.is_tenant(target) or not review.reach.policies(role, target, "select")[0]
    )


CHECKS = (check("RLS206", "error", _heirs), check("RLS211", "error", _copies))
