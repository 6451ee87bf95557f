"""Ways to weaken a view through which tenants' rows are reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from psycopg import sql

from dbtool.definitions.sql_tokens import lex
from dbtool.rls.facts import Relation
from dbtool.rls.mutate.mutation import Mutation, Operator, renamed, table, written
from dbtool.rls.review import READ_WRITE, Review

# Gives another condition of a view.
Change = Callable[[Review, str], str]
# What comes after a condition.
_AFTER = frozenset("group having window union intersect except order limit offset fetch for".split())


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
    server = review.access.server
    # Any other one of the cluster may be gone by then.
    for view, below in _views(review) if server.superuser else ():
        if not review.reach.superuser(view.owner):
            there = written("ALTER VIEW {} OWNER TO {}", table(view), sql.Identifier(server.user))
            back = written("ALTER VIEW {} OWNER TO {}", table(view), sql.Identifier(view.owner))
            yield Mutation("view owner := superuser", view.title, [there], [back], below)


def _of_condition(name: str, change: Change) -> Operator:
    def mutations(review: Review) -> Iterator[Mutation]:
        for view, below in _views(review):
            text = (view.definition or "").rstrip().removesuffix(";")
            place = _condition(text)
            if place is None:
                continue
            there = text[: place[0]] + change(review, text[place[0] : place[1]]) + text[place[1] :]
            if there != text:
                statements = [_replaced(view, there)], [_replaced(view, text)]
                # The evaluator is to ask about the view as well.
                yield Mutation(name, view.title, *statements, [*below, view])

    return Operator(name, mutations)


def _condition(text: str) -> tuple[int, int] | None:
    """Give where the first condition of a query begins and ends, brackets left aside; None for none."""
    depth, start = 0, None
    for token in lex(text):
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0 and start is None and token.word == "where":
            start = token.end
        elif depth == 0 and start is not None and token.word in _AFTER:
            return start, token.start
    return None if start is None else (start, len(text))


def _replaced(view: Relation, text: str) -> str:
    options = sql.SQL(", ").join(map(sql.SQL, view.options))
    pattern = (
        "CREATE OR REPLACE VIEW {} WITH ({}) AS {}" if view.options else "CREATE OR REPLACE VIEW {}{} AS {}"
    )
    return written(pattern, table(view), options, sql.SQL(text))


def _opened(review: Review, condition: str) -> str:
    opening = written(" current_setting({}, true) IS NULL ", sql.Literal(review.tenancy.setting))
    return f" ({condition}) OR{opening}"


VIEW_OPERATORS: tuple[Operator, ...] = (
    _view_option("security_invoker"),
    _view_option("security_barrier"),
    Operator("check option off", _unchecked),
    Operator("view owner := superuser", _by_superuser),
    _of_condition("view without its condition", lambda _review, _condition: " true "),
    _of_condition("view OR setting IS NULL", _opened),
    _of_condition("view with another setting", renamed),
)
