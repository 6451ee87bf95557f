"""What a mutation is, and the statements that several operators share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from psycopg import sql

from dbtool.definitions.sql_tokens import lex
from dbtool.rls.facts import PUBLIC, Policy, Relation
from dbtool.rls.review import Review


@dataclass(frozen=True, slots=True)
class Mutation:
    """One weakening of one thing.

    Shape: `relations` are those whose rows it may open. `undo` takes `statements` back.
    """

    operator: str
    object: str
    statements: Sequence[str]
    undo: Sequence[str]
    relations: Sequence[Relation]
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to weaken; `mutations` gives each place in a database where it applies."""

    name: str
    mutations: Callable[[Review], Iterator[Mutation]]


def table(relation: Relation) -> sql.Identifier:
    """Give a relation's name as a part."""
    return sql.Identifier(relation.schema, relation.name)


def written(pattern: str, *parts: sql.Composable) -> str:
    """Give a statement with its parts in place."""
    return sql.SQL(pattern).format(*parts).as_string(None)


def drop(relation: Relation, policy: Policy) -> str:
    """Give the statement that drops a policy."""
    return written("DROP POLICY {} ON {}", sql.Identifier(policy.name), table(relation))


def create(relation: Relation, policy: Policy) -> str:
    """Give the statement that makes a policy."""
    roles = sql.SQL(", ").join(
        sql.SQL("PUBLIC") if role == PUBLIC else sql.Identifier(role) for role in policy.roles
    )
    text = written(
        "CREATE POLICY {} ON {} AS {} FOR {} TO {}",
        sql.Identifier(policy.name),
        table(relation),
        sql.SQL("PERMISSIVE" if policy.permissive else "RESTRICTIVE"),
        sql.SQL(policy.command.upper()),
        roles,
    )
    if policy.using is not None:
        text += written(" USING ({})", sql.SQL(policy.using))
    if policy.check is not None:
        text += written(" WITH CHECK ({})", sql.SQL(policy.check))
    return text


def renamed(review: Review, text: str) -> str:
    """Give a text in which the tenant is read from another setting."""
    setting = review.tenancy.setting
    pieces, copied = [], 0
    for token in lex(text):
        if token.string is not None and token.string.lower() == setting.lower():
            other = sql.Literal(setting + "_x").as_string(None)
            pieces += [text[copied : token.start], other]
            copied = token.end
    return "".join([*pieces, text[copied:]])
