"""The bench: an empty scratch database inside a transaction, where databases are built and read back."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql
from psycopg.errors import DuplicateObject, UniqueViolation

from dbtool.catalog.inspector import inspect
from dbtool.catalog.server import server_info
from dbtool.diff.differ import diff
from dbtool.errors import InvalidDefinition, Origin
from dbtool.execute.connect import connect
from dbtool.execute.worklist import Work, run_all
from dbtool.kinds import BY_NAME, KINDS
from dbtool.kinds.access.grant import Grant
from dbtool.kinds.edges import owner_of
from dbtool.kinds.inheritance import with_parts_kept
from dbtool.model.database import Database
from dbtool.model.fact import Fact
from dbtool.model.plan import Step
from dbtool.planner.planner import DEFAULT_VERSION, plan_actions
from dbtool.render.setting import Setting
from dbtool.render.statements import Renderer

BUILDER_PREFIX = "dbtool_builder_"
# A body may use what is made after it.
BODIES_UNCHECKED = "SET LOCAL check_function_bodies = off"
# A query that reads a foreign table is refused, so that scratch never connects to anybody. The setting is of
# PostgreSQL 17, and of the minor releases of August 2024 before it.
NOTHING_FOREIGN = """
SELECT pg_catalog.set_config(s.name, 'foreign-table', true)
FROM pg_catalog.pg_settings AS s
WHERE s.name = 'restrict_nonsystem_relation_kind'
"""
# Nor do event triggers fire, whose functions may do anything. The setting is of PostgreSQL 17, and a
# superuser's.
NOTHING_FIRES = """
SELECT pg_catalog.set_config(s.name, 'off', true)
FROM pg_catalog.pg_settings AS s
INNER JOIN pg_catalog.pg_roles AS r ON r.rolname = current_user AND r.rolsuper
WHERE s.name = 'event_triggers'
"""
# As in ledger.sql: reference rows are read back by what it says.
KEPT = """
CREATE SCHEMA dbtool;
CREATE TABLE dbtool.kept (kind text, path text[], fact jsonb, PRIMARY KEY (kind, path));
"""


@dataclass(frozen=True, slots=True)
class Bench:
    """A scratch database in an open transaction.

    Shape: `builder` is the role whose objects have no declared owner; `base` is the empty database.
    """

    connection: psycopg.Connection
    builder: str
    base: Database

    def read(self) -> Database:
        """Give what is there, without the cluster's own objects: roles are only stubs here."""
        return _read(self.connection, self.builder)

    def run(self, steps: Iterable[Step]) -> list[InvalidDefinition]:
        """Run the steps in their order; give what the server refused."""
        work = [Work(step.sql, Origin(str(step.key)), step.key) for step in steps if not step.fills]
        return run_all(self.connection, work, in_order=True)

    def takes(self, steps: Iterable[Step]) -> bool:
        """Run the steps, all of them or none; say whether the server took them."""
        with self.connection.transaction() as attempt:
            if self.run(steps):
                raise psycopg.Rollback(attempt)
            return True
        return False


@contextmanager
def bench_at(
    url: str, roles: Iterable[str], *, base: Database | None = None, grantors: Iterable[str] = ()
) -> Iterator[Bench]:
    """Give a bench in the empty database at `url`, with stubs of the roles; all of it is rolled back.

    Each has a session of its own: TimescaleDB cannot be created twice in one, not even after a rollback.
    Shape: `base` is what the database holds, where an earlier bench in it has read that; `grantors` are those
           of the roles that grant something themselves.
    """
    with connect(url) as connection:
        try:
            builder = _become_builder(connection)
            _make_roles(connection, {*roles, *grantors}, {*grantors})
            connection.execute(BODIES_UNCHECKED)
            connection.execute(NOTHING_FOREIGN)
            connection.execute(NOTHING_FIRES)
            connection.execute(KEPT)
            if base is None:
                base = _read(connection, builder)
            yield Bench(connection, builder, base)
        finally:
            if not connection.closed:
                connection.rollback()


def roles_of(facts: Iterable[Fact]) -> set[str]:
    """Give the names of all roles that the facts are or mention."""
    return {
        key.path[0]
        for fact in facts
        for key in (fact.key, *BY_NAME[fact.kind].requires(fact), *owner_of(fact))
        if key.kind == "role"
    }


def grantors_of(facts: Iterable[Fact]) -> set[str]:
    """Give the names of all roles that have passed privileges on."""
    return {name for fact in facts if isinstance(fact, Grant) for name in fact.by_others}


def steps_between(
    start: Database, wanted: Database, *, online: bool, version: int = DEFAULT_VERSION
) -> Iterable[Step]:
    """Give the plan's steps; where one cannot run in a transaction, its offline form."""
    wanted = with_parts_kept(start, wanted)
    changes = diff(start, wanted)
    actions = plan_actions(changes, start, wanted, version=version)
    created = frozenset(action.key for action in actions if action.verb == "create")
    setting = Setting(old=start, new=wanted, created=created, version=version, online=online)
    renderer, offline = Renderer(setting), Renderer(replace(setting, online=False))
    for action in actions:
        steps = renderer.steps(action)
        yield from steps if all(step.transactional for step in steps) else offline.steps(action)


def _read(connection: psycopg.Connection, builder: str) -> Database:
    return inspect(connection, (kind for kind in KINDS if not kind.cluster), builder=builder)


def _become_builder(connection: psycopg.Connection) -> str:
    info = server_info(connection)
    if not info.superuser:
        # Without the right to make a role the scratch user itself stands for "nobody declared".
        return info.user
    name = BUILDER_PREFIX + secrets.token_hex(4)
    connection.execute(sql.SQL("CREATE ROLE {} SUPERUSER").format(sql.Identifier(name)))
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(name)))
    return name


def _make_roles(connection: psycopg.Connection, names: Iterable[str], grantors: Set[str]) -> None:
    present = {name for (name,) in connection.execute("SELECT rolname FROM pg_catalog.pg_roles")}
    # An event trigger's owner has to be a superuser; nobody can log in as one of these. What a superuser
    # grants counts as the owner's, so that a grantor is none.
    powerful = server_info(connection).superuser
    for name in sorted({*names} - present - {"PUBLIC"}):
        statement = "CREATE ROLE {} SUPERUSER" if powerful and name not in grantors else "CREATE ROLE {}"
        # Who makes the same role at the same time and commits is first.
        with suppress(UniqueViolation, DuplicateObject), connection.transaction():
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))
