"""The wanted database: definitions built on scratch by the server itself, read back, rolled back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql

from dbtool.catalog.inspector import inspect
from dbtool.catalog.server import server_info
from dbtool.definitions.contract import Definitions
from dbtool.diff.differ import diff
from dbtool.errors import InvalidDefinitions, Origin
from dbtool.execute.canonical import add_default_indexes, overlay
from dbtool.execute.stand_in import stand_in
from dbtool.execute.worklist import Work, run_all
from dbtool.kinds import BY_NAME
from dbtool.kinds.edges import owner_of, with_known_edges
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.planner.planner import plan_actions
from dbtool.render.statements import Renderer, Setting

# Made before the statements of SQL files, which may use them; all else comes after.
_FIRST = frozenset({"schema", "extension", "enum", "domain", "sequence"})


@dataclass(frozen=True, slots=True)
class Built:
    """What scratch gave: the wanted database and the empty one it started from (schema public and such)."""

    wanted: Database
    base: Database


def build_wanted(
    connection: psycopg.Connection,
    definitions: Definitions,
    *,
    default_schema: str = "public",
    known_roles: Iterable[str] = (),
) -> Built:
    """Give the database that the definitions describe, every text as the server prints it.

    Shape: `connection` is to an empty database, inside a transaction that the caller rolls back;
           `known_roles` exist on the target without being declared.
    Errors: InvalidDefinitions with the origin of each statement that the server refuses.
    """
    builder = become_builder(connection)
    make_roles(connection, {*known_roles, *roles_of(definitions.facts)})
    connection.execute("SET LOCAL check_function_bodies = off")
    connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(default_schema)))
    base = inspect(connection, builder=builder)
    failures = run_all(connection, _work(definitions, base))
    if failures:
        raise InvalidDefinitions(failures)
    add_default_indexes(connection, definitions.default_indexes)
    found = inspect(connection, builder=builder)
    return Built(overlay(connection, found, definitions), base)


def become_builder(connection: psycopg.Connection) -> str:
    """Take on a throw-away superuser role for this transaction; whatever it owns has no declared owner.

    Without the right to make a role, the scratch user itself stands for "nobody declared".
    """
    info = server_info(connection)
    if not info.superuser:
        return info.user
    name = "dbtool_builder_" + secrets.token_hex(4)
    connection.execute(sql.SQL("CREATE ROLE {} SUPERUSER").format(sql.Identifier(name)))
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(name)))
    return name


def make_roles(connection: psycopg.Connection, names: Iterable[str]) -> None:
    """Make the roles that the cluster has not got, without any right."""
    present = {name for (name,) in connection.execute("SELECT rolname FROM pg_catalog.pg_roles")}
    for name in sorted({*names} - present - {"PUBLIC"}):
        connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))


def roles_of(facts: Iterable[Fact]) -> set[str]:
    """Give the names of all roles that the facts are or mention."""
    return {
        key.path[0]
        for fact in facts
        for key in (fact.key, *BY_NAME[fact.kind].requires(fact), *owner_of(fact))
        if key.kind == "role"
    }


def _work(definitions: Definitions, base: Database) -> Sequence[Work]:
    """All statements, in the order in which they most likely succeed; the worklist mends the rest."""
    built = list(_steps(definitions, base))
    first = [work for work in built if work.key and work.key.kind in _FIRST]
    rest = [work for work in built if not (work.key and work.key.kind in _FIRST)]
    by_phase: dict[str, list[Work]] = {"early": [], "main": [], "late": []}
    for statement in definitions.statements:
        by_phase[statement.phase].append(Work(statement.sql, statement.origin))
    return [*first, *by_phase["early"], *by_phase["main"], *rest, *by_phase["late"]]


def _steps(definitions: Definitions, base: Database) -> Iterable[Work]:
    facts = [stand_in(fact) for fact in definitions.facts]
    declared = [fact for fact in facts if not BY_NAME[fact.kind].declared]
    wanted = with_known_edges({**base.facts, **{fact.key: fact for fact in declared}})
    changes = diff(base, wanted)
    renderer = Renderer(
        Setting(old=base, new=wanted, created=frozenset(c.key for c in changes), online=False)
    )
    for action in plan_actions(changes, base, wanted):
        origin = definitions.origins.get(action.key) or Origin("definitions")
        needs = tuple(BY_NAME[action.key.kind].requires(wanted.facts[action.key]))
        for step in renderer.steps(action):
            yield Work(step.sql, origin, action.key, needs)
