"""Whether a weakening gives anybody anything: by privileges, by who is bound, by rows that policies admit."""

from __future__ import annotations

from dbtool.model.tenancy import Command
from dbtool.rls.evaluate.compare import compare_predicates
from dbtool.rls.evaluate.run import Connect, tested_roles
from dbtool.rls.facts import Relation
from dbtool.rls.mutate.mutation import Mutation
from dbtool.rls.review import READ_WRITE, Review

_PRIVILEGES = (*READ_WRITE, "truncate", "references", "trigger")


def gains(connect: Connect, before: Review, after: Review, mutation: Mutation) -> bool:
    """Say whether a role of the application reaches anything that is not its own, and did not before.

    What it gains of its own rows is judged by the declared access, not here.
    """
    relation = mutation.relations[0] if mutation.relations else None
    if relation is None:
        return False
    view = next((each for each in after.access.relations.values() if each.title == mutation.object), relation)
    if view.kind == "view":
        return _through(before, after, view, mutation)
    if any(_freed(before, after, role, relation) for role in tested_roles(before)):
        return True
    now = after.access.relations[relation.oid]
    if not now.row_security:
        return relation.row_security and any(_may_any(after, role, now) for role in tested_roles(after))
    old, new = before.access.policies_of(relation), after.access.policies_of(now)
    if list(old) == list(new):
        return False

    def held(role: str, command: Command) -> bool:
        return after.reach.may(role, now, command)

    compared = compare_predicates(connect, before, relation, old, new, held)
    return compared.unsure is not None or (compared.gained is not None and compared.gained.foreign)


def _freed(before: Review, after: Review, role: str, relation: Relation) -> bool:
    """Say whether a role has a privilege that it had not, or is no longer bound."""
    now = after.access.relations[relation.oid]
    if any(
        after.reach.may(role, now, privilege) and not before.reach.may(role, relation, privilege)
        for privilege in _PRIVILEGES
    ):
        return True
    return before.reach.bound(role, relation) and after.reach.exempt(role, now) and _may_any(after, role, now)


def _may_any(review: Review, role: str, relation: Relation) -> bool:
    return any(review.reach.may(role, relation, privilege) for privilege in _PRIVILEGES)


def _through(before: Review, after: Review, view: Relation, mutation: Mutation) -> bool:
    """Say whether somebody whom no policy binds reads below the view; then the view alone isolates."""
    was = before.access.relations[view.oid]
    for relation in mutation.relations:
        for role in tested_roles(before):
            if _may_any(after, role, view) and _exempt(after, role, view, relation):
                changed = (was.options, was.definition) != (view.options, view.definition)
                return changed or not _exempt(before, role, was, relation)
    return False


def _exempt(review: Review, role: str, view: Relation, relation: Relation) -> bool:
    user = role if view.has_option("security_invoker") else view.owner
    return not review.reach.bound(user, relation)
