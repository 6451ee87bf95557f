"""Policies that read each other."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.reading import listed
from dbtool.rls.checks.base import as_role, check, name, seen
from dbtool.rls.facts import Relation
from dbtool.rls.finding import Finding
from dbtool.rls.predicate import of_policy
from dbtool.rls.review import READ_WRITE, Review


def _cycle(review: Review) -> Iterator[Finding]:
    """Policies read each other's relations in a circle.

    Every statement on them fails with "infinite recursion detected in policy" (42P17).

    Read the other relation in a SECURITY DEFINER function that is not bound by its policies.
    """
    told: set[str] = set()
    for relation in review.access.relations.values():
        for role in review.app_roles:
            for command in READ_WRITE:
                if relation.title in told or not review.reach.may(role, relation, command):
                    continue
                way = _circle(review, role, relation, command, ())
                if way:
                    told.add(relation.title)
                    policies = review.access.policies_of(relation)
                    yield Finding(
                        id="RLS114",
                        severity="error",
                        object=relation.title,
                        role=role,
                        command=command,
                        policy=policies[0].name if len(policies) == 1 else None,
                        message=f"the policies of {listed(dict.fromkeys(way))} read each other",
                        evidence=seen(
                            "42P17: infinite recursion detected in policy",
                            as_role(role, f"SELECT * FROM {name(relation)}"),
                        ),
                        fix="read the other relation in a SECURITY DEFINER function that filters by the "
                        "tenant itself",
                    )


def _circle(
    review: Review, role: str, relation: Relation, command: str, active: tuple[str, ...]
) -> tuple[str, ...]:
    """Give the relations of a circle, as the server's rewriter would come upon it."""
    if not review.reach.bound(role, relation):
        return ()
    permissive, restrictive = review.reach.policies(role, relation, command)
    read = [
        source
        for policy in (*permissive, *restrictive)
        for source in of_policy(review.access, policy).relations
    ]
    if not read:
        return ()
    if relation.title in active:
        return active[active.index(relation.title) :]
    for source in read:
        found = _circle(review, role, source, "select", (*active, relation.title))
        if found:
            return found
    return ()


CHECKS = (check("RLS114", "error", _cycle),)
