"""Ways to weaken a view through which tenants' rows are reached."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from dbtool.rls.facts import Relation
from dbtool.rls.mutate.mutation import Mutation, Operator, table, written
from dbtool.rls.review import READ_WRITE, Review


def _views(review: Review) -> Iterator[tuple[Relation, list[Relation]]]:
    """Give the views that a role of the application may use, with the relations of tenants in them."""
    for view in review.access.relations.values():
        if view.kind != "view" or not any(
            review.reach.may(role, view, command) for role in review.app_roles for command in READ_WRITE
        ):
            continue
        used = {use.used for use in review.access.used_by("view", view.oid) if use.used_kind == "relation"}
        below = [relation for relation in review.tenant_relations if relation.oid in used]
        if below:
            yield view, below


def _view_option(option: str) -> Operator:
    name = f"{option} off"

    def mutations(review: Review) -> Iterator[Mutation]:
        for view, below in _views(review):
            if view.has_option(option):
                there = written("ALTER VIEW {} SET ({} = false)", table(view), sql.SQL(option))
                back = written("ALTER VIEW {} SET ({} = true)", table(view), sql.SQL(option))
                yield Mutation(name, view.title, [there], [back], below)

    return Operator(name, mutations)


def _unchecked(review: Review) -> Iterator[Mutation]:
    for view, below in _views(review):
        for option in view.options:
            known, _, value = option.partition("=")
            if known == "check_option":
                there = written("ALTER VIEW {} RESET (check_option)", table(view))
                back = written("ALTER VIEW {} SET (check_option = {})", table(view), sql.SQL(value))
                yield Mutation("check option off", view.title, [there], [back], below)


def _by_superuser(review: Review) -> Iterator[Mutation]:
    superuser = next((role.name for role in review.access.roles.values() if role.superuser), None)
    for view, below in _views(review) if superuser else ():
        if not review.reach.superuser(view.owner):
            there = written("ALTER VIEW {} OWNER TO {}", table(view), sql.Identifier(superuser or ""))
            back = written("ALTER VIEW {} OWNER TO {}", table(view), sql.Identifier(view.owner))
            yield Mutation("view owner := superuser", view.title, [there], [back], below)


VIEW_OPERATORS: tuple[Operator, ...] = (
    _view_option("security_invoker"),
    _view_option("security_barrier"),
    Operator("check option off", _unchecked),
    Operator("view owner := superuser", _by_superuser),
)
