"""Who and what the checks ask about: the roles that act for tenants, their policies, what they do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dbtool.model.quoting import ident
from dbtool.rls.facts import Policy, Privilege, Relation
from dbtool.rls.predicate import Predicate, of_policy
from dbtool.rls.review import READ_WRITE, Review
from dbtool.rls.tree import Place


class Applied(NamedTuple):
    """A policy that is asked for an application role, with what its expressions are about."""

    policy: Policy
    relation: Relation
    roles: tuple[str, ...]
    predicate: Predicate


def acting(review: Review) -> Sequence[str]:
    """Give the application roles, and those that they become by SET ROLE without being meant to see all."""
    trusted = {*review.tenancy.privileged_roles, *review.tenancy.backup_roles}
    reached = {
        other
        for role in review.app_roles
        for other in review.reach.becomes(role)
        if other not in trusted and not review.reach.superuser(other)
    }
    return (*review.app_roles, *sorted(reached - set(review.app_roles)))


def reading(review: Review, relation: Relation, commands: Sequence[str] = READ_WRITE) -> list[str]:
    """Give the acting roles that may do one of the commands with a relation."""
    return [
        role
        for role in acting(review)
        if any(review.reach.may(role, relation, command) for command in commands)
    ]


def granted(review: Review, role: str, privileges: Sequence[Privilege], *names: str) -> list[Privilege]:
    """Give the privileges of those names that the role has by a grant, not as owner or superuser."""
    groups = review.reach.groups(role)
    return [each for each in privileges if each.name in names and each.grantee in groups]


def tenant_ancestor(review: Review, relation: Relation) -> Relation | None:
    """Give the tenants' relation of which this is a partition or an heir."""
    for oid in relation.parents:
        parent = review.access.relations.get(oid)
        if parent is not None:
            return parent if review.is_tenant(parent) else tenant_ancestor(review, parent)
    return None


def by_row_security(review: Review) -> Iterator[Relation]:
    """Give the tenants' relations that row security is meant to isolate; a partition goes with its parent."""
    for relation in review.tenant_relations:
        meant = review.meant(relation)
        if meant is not None and (meant.isolation != "rls" or meant.shared):
            continue
        if tenant_ancestor(review, relation) is None:
            yield relation


def applied(review: Review) -> Iterator[Applied]:
    """Give each policy of a tenants' relation that is asked for some application role."""
    for policy in review.access.policies:
        relation = review.access.relations[policy.relation]
        if not review.is_tenant(relation):
            continue
        roles = tuple(
            role for role in review.app_roles if not review.reach.groups(role).isdisjoint(policy.roles)
        )
        if roles:
            yield Applied(policy, relation, roles, of_policy(review.access, policy))


def known_settings(review: Review) -> frozenset[str]:
    """Give the settings that say who asks."""
    principal = review.tenancy.principal
    names = {review.tenancy.setting.lower()}
    return frozenset(names | ({principal.setting.lower()} if principal else set()))


def tenant_places(review: Review, predicate: Predicate) -> Iterator[Place]:
    """Give the parts of an expression that say who asks: the setting, or a function that reads it."""
    settings = known_settings(review)
    for read in predicate.reads:
        if read.name in settings:
            yield read.place
    users = {
        function.oid
        for function in predicate.functions
        if not settings.isdisjoint(predicate.settings_of(function))
    }
    for place, oid in predicate.calls:
        if oid in users:
            yield place


def tenant_column(review: Review, relation: Relation) -> str | None:
    """Give the column of the relation itself that says whose its rows are; None where a foreign key does."""
    axis = review.axes.get(relation.oid)
    return axis.column if axis is not None and not axis.over else None


def set_tenant(review: Review) -> str:
    """Give the statement by which a session says whose it is."""
    tenants = review.tenancy.tenants
    value = (tenants[0] if tenants else "…").replace("'", "''")
    setting = ".".join(map(ident, review.tenancy.setting.split(".")))
    return f"SET {setting} = '{value}'"
