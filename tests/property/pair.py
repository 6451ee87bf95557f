"""One step of a chain: from the schema that is there to the next one."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

import psycopg

from dbtool.diff.differ import diff
from dbtool.errors import DbtoolError
from dbtool.execute.connect import Timeouts
from dbtool.execute.runner import Runner
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.model.plan import Plan, Step
from dbtool.operations.planning import make_plan, proved_on
from tests.property.grammar import case_text
from tests.property.prepared import PreparingConnection
from tests.property.side import NotBuilt, Scratch, Side, read


class Failed(AssertionError):
    """dbtool could not bring one schema to another; `case` is the pair as the text of a case file."""

    def __init__(self, before: Side, after: Side, reason: str, steps: Sequence[Step] = ()) -> None:
        super().__init__(reason)
        plan = "\n".join(step.sql for step in steps)
        self.case = case_text(before.schema, after.schema, f"{reason}\n{plan}")


def bring(
    live: PreparingConnection, scratch: Scratch, found: Database, before: Side, after: Side, *, thorough: bool
) -> Database:
    """Plan, run, and make sure that nothing is left to do; gives what is there then.

    Errors: Failed. NotBuilt if the server takes a schema from one user and not from another.
    """
    steps: list[Step] = []
    try:
        if thorough:
            printed = scratch.printed(after)
            after.settled &= not diff(after.wanted, printed)
            after.wanted = printed
        plan = _plan(live, found, after.wanted)
        if thorough and plan.changes:
            version = live.info.server_version
            plan = proved_on(scratch.url, plan, found, after.wanted, version=version)
        steps += plan.steps
        _run(live, plan)
        reached = read(live, found, after.wanted)
        left = diff(reached, after.wanted)
        if left and not thorough:
            # The server may print otherwise what it is given in its own print.
            after.wanted = scratch.printed(after)
            left = diff(reached, after.wanted)
        if left and not thorough:
            # What the proof would have found on scratch, without which a plan is not complete.
            again = _plan(live, reached, after.wanted)
            steps += again.steps
            _run(live, again)
            reached = read(live, found, after.wanted)
            left = diff(reached, after.wanted)
    except (DbtoolError, psycopg.Error) as error:
        raise Failed(before, after, f"{error} ({getattr(error, 'hint', None)})", steps) from error
    except NotBuilt:
        raise
    except Exception as error:
        # dbtool's own fault, wherever it is.
        raise Failed(before, after, "".join(traceback.format_exception(error)[-4:]), steps) from error
    _nothing_left(left, reached, before, after, steps)
    return reached


def _nothing_left(
    left: Sequence[Change], reached: Database, before: Side, after: Side, steps: Sequence[Step]
) -> None:
    names = [str(change) for change in left]
    if reached.unmodelled != after.wanted.unmodelled:
        names.append(f"not managed: {reached.unmodelled}")
    if names:
        raise Failed(before, after, "still to do: " + "\n".join(names), steps)


def _plan(live: PreparingConnection, found: Database, wanted: Database) -> Plan:
    return make_plan(found, wanted, version=live.info.server_version)


def _run(live: PreparingConnection, plan: Plan) -> None:
    """Run a plan as `dbtool apply --direct` does, without lock and journal."""
    runner = Runner(live, timeouts=Timeouts())
    for batch in plan.batches:
        if batch[0].transactional:
            with live.transaction():
                for step in batch:
                    runner.run(step)
        else:
            runner.run(batch[0])
