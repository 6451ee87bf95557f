"""One step of a chain: from the schema that is there to the next one."""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

import psycopg

from dbtool.diff.differ import diff
from dbtool.errors import DbtoolError
from dbtool.execute.connect import Timeouts
from dbtool.execute.failures import StatementRefused
from dbtool.execute.renaming import renamed
from dbtool.execute.runner import Runner
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.model.plan import Plan, Step
from dbtool.operations.planning import make_plan, proved_on
from dbtool.operations.renames import with_renames
from tests.property.grammar import Schema, case_text
from tests.property.prepared import PreparingConnection
from tests.property.rows import Rows
from tests.property.side import NotBuilt, Scratch, Side, read

# What the server refuses because of a row: a value that a new type or a new constraint does not take.
ROWS_REFUSED = ("22", "23")
# What differs between failures of one cause.
NAMES = re.compile(r"\S*[\"'._\d]\S*")
SORT_LENGTH = 30


class Failed(AssertionError):
    """dbtool could not bring one schema to another; `case` is the pair as the text of a case file.

    Shape: `way` are the schemas from an empty database to where it failed; `sort` is alike for failures of
           one cause, whatever their objects are called.
    """

    def __init__(self, before: Side, after: Side, reason: str, steps: Sequence[Step] = ()) -> None:
        super().__init__(reason)
        plan = "\n".join(step.sql for step in steps)
        self.case = case_text(before.schema, after.schema, f"{reason}\n{plan}")
        self.sort = " ".join(NAMES.sub("", reason).split())[:SORT_LENGTH]
        self.way: list[Schema] = [before.schema, after.schema]


def bring(
    live: PreparingConnection,
    scratch: Scratch,
    rows: Rows,
    found: Database,
    before: Side,
    after: Side,
    *,
    thorough: bool,
) -> Database:
    """Plan, run, and make sure that nothing is left to do and no row lost; gives what is there then.

    Errors: Failed. NotBuilt if the server takes a schema from one user and not from another.
    """
    way = _Way(live, scratch, found, after, thorough)
    try:
        if thorough:
            printed = scratch.printed(after)
            after.settled &= not diff(printed, after.wanted)
            after.wanted = printed
        had = rows.filled(live, found)
        try:
            reached, left = way.go(found)
        except StatementRefused as error:
            if error.sqlstate[:2] not in ROWS_REFUSED:
                raise
            rows.empty(live)
            had = {}
            reached, left = way.go(read(live, found, after.wanted))
        lost = rows.lost(live, had, (found, reached), way.plans)
    except (DbtoolError, psycopg.Error) as error:
        raise Failed(before, after, f"{error} ({getattr(error, 'hint', None)})", way.steps) from error
    except NotBuilt:
        raise
    except Exception as error:
        # dbtool's own fault, wherever it is.
        raise Failed(before, after, "".join(traceback.format_exception(error)[-4:]), way.steps) from error
    _nothing_left([*map(str, left), *lost], reached, before, after, way.steps)
    return reached


@dataclass(slots=True)
class _Way:
    """The way to one schema, with the plans that were made for it."""

    live: PreparingConnection
    scratch: Scratch
    found: Database
    after: Side
    thorough: bool
    plans: list[Plan] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        return [step for plan in self.plans for step in plan.steps]

    def go(self, start: Database) -> tuple[Database, Sequence[Change]]:
        """Give what is there after a plan has run, and what is left to do then."""
        after = self.after
        reached, left = self._once(start)
        if left and not self.thorough:
            # The server may print otherwise what it is given in its own print.
            after.wanted = self.scratch.printed(after)
            left = diff(reached, after.wanted)
        if left and not self.thorough:
            # What the proof would have found on scratch, without which a plan is not complete.
            reached, left = self._once(reached)
        return reached, left

    def _once(self, start: Database) -> tuple[Database, Sequence[Change]]:
        version, wanted = self.live.info.server_version, self.after.wanted
        moved = renamed(lambda: nullcontext(self.scratch.url), start, wanted, self.after.renames)
        plan = make_plan(moved.database, wanted, version=version)
        if self.thorough and plan.changes:
            plan = proved_on(self.scratch.url, plan, moved.database, wanted, version=version)
        self.plans.append(with_renames(plan, moved))
        self._run(self.plans[-1])
        reached = read(self.live, self.found, wanted)
        return reached, diff(reached, wanted)

    def _run(self, plan: Plan) -> None:
        """Run a plan as `dbtool apply --direct` does, without lock and journal."""
        runner = Runner(self.live, timeouts=Timeouts())
        for batch in plan.batches:
            if batch[0].transactional:
                with self.live.transaction():
                    for step in batch:
                        runner.run(step)
            else:
                runner.run(batch[0])


def _nothing_left(
    names: list[str], reached: Database, before: Side, after: Side, steps: Sequence[Step]
) -> None:
    if reached.unmodelled != after.wanted.unmodelled:
        names.append(f"not managed: {reached.unmodelled}")
    if names:
        raise Failed(before, after, "still to do: " + "\n".join(names), steps)
