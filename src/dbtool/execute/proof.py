"""The proof of a plan: scratch takes the start, runs the plan, and must then be the wanted database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import psycopg

from dbtool.catalog.inspector import inspect
from dbtool.diff.differ import diff
from dbtool.errors import Origin, PlanNotProved
from dbtool.execute.scratch import become_builder, make_roles, roles_of
from dbtool.execute.stand_in import as_scratch_holds
from dbtool.execute.worklist import Work, run_all
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.model.plan import Step
from dbtool.planner.planner import plan_actions
from dbtool.render.statements import Renderer, Setting


@dataclass(frozen=True, slots=True)
class Proof:
    """What the proof found.

    Shape: `reached` is scratch after the plan; `missing` are the changes that were still needed there and
           that a second round made, such as revoking what default privileges gave a new table.
    """

    reached: Database
    missing: tuple[Change, ...]


def prove(connection: psycopg.Connection, start: Database, wanted: Database) -> Proof:
    """Run the plan from `start` to `wanted` on scratch, and what is then missing as a second round.

    Shape: `connection` is to an empty database, in a transaction that the caller rolls back. What scratch
           never holds (roles, policies of TimescaleDB) is not part of the proof.
    Errors: PlanNotProved when a statement fails or the second round does not reach `wanted`.
    """
    builder = become_builder(connection)
    make_roles(connection, roles_of([*start.facts.values(), *wanted.facts.values()]))
    connection.execute("SET LOCAL check_function_bodies = off")
    base = inspect(connection, builder=builder)
    start, wanted = as_scratch_holds(start), as_scratch_holds(wanted)
    _run(connection, _steps(base, start, online=False), "the present state cannot be built on scratch")
    _run(connection, _steps(start, wanted, online=True), "the plan does not run on scratch")
    reached = inspect(connection, builder=builder)
    missing = tuple(diff(as_scratch_holds(reached), wanted))
    if missing:
        _run(
            connection,
            _steps(as_scratch_holds(reached), wanted, online=True),
            "the plan's second round fails",
        )
        left = diff(as_scratch_holds(inspect(connection, builder=builder)), wanted)
        if left:
            names = ", ".join(str(change.key) for change in left[:5])
            raise PlanNotProved(
                f"the plan, run on scratch, does not give the wanted database: {names} still differ",
                hint="this is a fault of dbtool: please report it with `dbtool diff --format json`",
            )
    return Proof(reached, missing)


def _steps(start: Database, wanted: Database, *, online: bool) -> Iterable[Step]:
    """The plan's own steps; where one cannot run in a transaction, its offline form."""
    changes = diff(start, wanted)
    actions = plan_actions(changes, start, wanted)
    created = frozenset(action.key for action in actions if action.verb == "create")
    setting = Setting(old=start, new=wanted, created=created, online=online)
    renderer, offline = Renderer(setting), Renderer(replace(setting, online=False))
    for action in actions:
        steps = renderer.steps(action)
        yield from steps if all(step.transactional for step in steps) else offline.steps(action)


def _run(connection: psycopg.Connection, steps: Iterable[Step], problem: str) -> None:
    work = [Work(step.sql, Origin(str(step.key)), step.key) for step in steps]
    failures = run_all(connection, work, in_order=True)
    if failures:
        raise PlanNotProved(f"{problem}: {failures[0].message}", hint=failures[0].hint)
