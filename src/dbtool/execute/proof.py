"""The proof of a plan: scratch takes the start, runs the plan, and must then be the wanted database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg

from dbtool.diff.differ import diff
from dbtool.errors import PlanNotProved
from dbtool.execute.bench import Bench, roles_of, set_up, steps_between
from dbtool.execute.stand_in import as_scratch_holds
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.model.plan import Step


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
    bench = set_up(connection, roles_of([*start.facts.values(), *wanted.facts.values()]))
    start, wanted = as_scratch_holds(start), as_scratch_holds(wanted)
    _run(
        bench, steps_between(bench.base, start, online=False), "the present state cannot be built on scratch"
    )
    _run(bench, steps_between(start, wanted, online=True), "the plan does not run on scratch")
    reached = as_scratch_holds(bench.read())
    missing = tuple(diff(reached, wanted))
    if missing:
        _run(bench, steps_between(reached, wanted, online=True), "the plan's second round fails")
        left = diff(as_scratch_holds(bench.read()), wanted)
        if left:
            names = ", ".join(str(change.key) for change in left[:5])
            raise PlanNotProved(
                f"the plan, run on scratch, does not give the wanted database: {names} still differ",
                hint="this is a fault of dbtool: please report it with `dbtool diff --format json`",
            )
    return Proof(reached, missing)


def _run(bench: Bench, steps: Iterable[Step], problem: str) -> None:
    failures = bench.run(steps)
    if failures:
        raise PlanNotProved(f"{problem}: {failures[0].message}", hint=failures[0].hint)
