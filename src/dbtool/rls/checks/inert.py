"""Privileges without a policy, and policies without a privilege."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.model.quoting import ident
from dbtool.rls.checks.base import as_role, check, name, policy_sql, seen
from dbtool.rls.checks.subjects import tenant_ancestor
from dbtool.rls.facts import PUBLIC, Policy, Relation
from dbtool.rls.finding import Finding
from dbtool.rls.review import READ_WRITE, Review

_TRIED = {
    "select": "SELECT count(*) FROM {}",
    "insert": "INSERT INTO {} DEFAULT VALUES",
    "update": "UPDATE {} SET …",
    "delete": "DELETE FROM {}",
}


def _without_policy(review: Review) -> Iterator[Finding]:
    """A role has a privilege, but no policy lets it use it.

    Its reports are empty and its writes are refused, though everything is granted. Mostly the role was
    forgotten when the policies were written `TO` another one.

    Write a policy for it, or revoke the privilege.
    """
    for relation in review.access.relations.values():
        if not relation.row_security or tenant_ancestor(review, relation) is not None:
            continue
        if not any(policy.permissive for policy in review.access.policies_of(relation)):
            continue
        for role, commands in _refused(review, relation).items():
            words = listed(command.upper() for command in commands)
            yield Finding(
                id="RLS008",
                severity="warning",
                object=relation.title,
                role=role,
                command=commands[0],
                message=f"{role} may {words} on {relation.title}, but no policy lets it",
                evidence=seen(
                    "no permissive policy applies", as_role(role, _TRIED[commands[0]].format(name(relation)))
                ),
                fix=f"CREATE POLICY … ON {name(relation)} TO {ident(role)} …; or REVOKE "
                f"{', '.join(command.upper() for command in commands)} ON {name(relation)} "
                f"FROM {ident(role)};",
            )


def _refused(review: Review, relation: Relation) -> dict[str, list[str]]:
    """Give the roles with what is granted to them in vain.

    One that is meant to see everything is among them only where it can do nothing at all.
    """
    found: defaultdict[str, list[str]] = defaultdict(list)
    for role in (*review.app_roles, *review.tenancy.privileged_roles):
        if role not in review.access.roles or not review.reach.bound(role, relation):
            continue
        may = [command for command in READ_WRITE if review.reach.may(role, relation, command)]
        vain = [command for command in may if not review.reach.policies(role, relation, command)[0]]
        if vain and (role in review.app_roles or vain == may):
            found[role] = vain
    return found


def _unused_policy(review: Review) -> Iterator[Finding]:
    """A policy does nothing.

    It is for a role that has no privilege on the relation, or that row security does not bind, or it has
    neither USING nor WITH CHECK, which denies everything.

    Drop it, or grant what it is for.
    """
    for policy in review.access.policies:
        relation = review.access.relations[policy.relation]
        why = _inert(review, policy, relation)
        if why:
            yield Finding(
                id="RLS009",
                severity="info",
                object=relation.title,
                policy=policy.name,
                message=f"policy {policy.name} of {relation.title} does nothing: {why}",
                evidence=seen(why),
                fix=f"DROP POLICY {policy_sql(policy, relation)};",
            )


def _inert(review: Review, policy: Policy, relation: Relation) -> str:
    if policy.using is None and policy.check is None:
        return "it has no expression"
    if PUBLIC in policy.roles:
        return ""
    commands = READ_WRITE if policy.command == "all" else (policy.command,)
    members = [role for role in review.access.roles if not review.reach.groups(role).isdisjoint(policy.roles)]
    if all(review.reach.exempt(role, relation) for role in members):
        return f"row security does not bind {listed(policy.roles)}"
    if not any(review.reach.may(role, relation, command) for role in members for command in commands):
        return f"{listed(policy.roles)} may not {' or '.join(command.upper() for command in commands)}"
    return ""


CHECKS = (check("RLS008", "warning", _without_policy), check("RLS009", "info", _unused_policy))
