"""Texts of expressions, as whom they are read, and what stops them from being tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import LiteralString

from psycopg import sql

from dbtool.rls.facts import Function, Relation


class Blind(Exception):
    """Something cannot be tested with invented rows; the text says why."""


class Recursion(Exception):
    """The row security of a relation comes back to itself; the server refuses with 42P17."""

    def __init__(self, relation: Relation) -> None:
        super().__init__(f"the policies of {relation.title} lead back to {relation.title}")
        self.relation = relation


class Denied(Exception):
    """Who is to run an expression lacks a privilege on what it uses."""

    def __init__(self, role: str, privilege: str, used: Relation | Function) -> None:
        super().__init__(f"{role} has no {privilege} on {used.title}, which the policy uses")
        self.role = role
        self.privilege = privilege
        self.used = used


@dataclass(slots=True)
class Text:
    """SQL that only needs its tables in front of it: `reads` by the name that they have in it."""

    sql: str
    reads: dict[str, Relation] = field(default_factory=dict)

    def reading(self, reads: Mapping[str, Relation]) -> None:
        """Add what a part of it reads. Errors: Blind where two relations have one name."""
        for name, relation in reads.items():
            if self.reads.setdefault(name, relation).oid != relation.oid:
                raise Blind(f"{self.reads[name].title} and {relation.title} are read under one name")


@dataclass(frozen=True, slots=True)
class Reader:
    """As whom something is read: within the policies of which relations, called by which functions."""

    role: str
    within: tuple[int, ...] = ()
    calls: tuple[int, ...] = ()

    def entering(self, relation: Relation, role: str | None = None) -> Reader:
        """Give the reader inside the policies or the query of a relation."""
        return Reader(role or self.role, (*self.within, relation.oid), self.calls)

    def calling(self, function: Function) -> Reader:
        """Give the reader inside a function."""
        role = function.owner if function.definer else self.role
        return Reader(role, self.within, (*self.calls, function.oid))


def filled(pattern: LiteralString, *parts: sql.Composable) -> str:
    """Give the pattern with its parts in place."""
    return sql.SQL(pattern).format(*parts).as_string(None)


def raw(text: str) -> sql.SQL:
    """Give as a part what the server printed, or what was filled before."""
    return sql.SQL(text)


def name(text: str) -> sql.Identifier:
    """Give a name as a part."""
    return sql.Identifier(text)


def joined(separator: LiteralString, texts: list[str]) -> sql.Composed:
    """Give texts as one part."""
    return sql.SQL(separator).join(map(sql.SQL, texts))
