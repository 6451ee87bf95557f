"""The plan from the live database straight to the definitions, and how it is proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dbtool.catalog.inspector import inspect
from dbtool.diff.differ import diff
from dbtool.execute.apply import ApplyResult, NotWhole, run_plan
from dbtool.execute.connect import Connection
from dbtool.execute.progress import Progress
from dbtool.execute.workplace import Options
from dbtool.kinds import BY_NAME
from dbtool.kinds.edges import without_cluster
from dbtool.model.change import Create, Rename
from dbtool.model.database import Database
from dbtool.model.plan import Plan
from dbtool.operations.asking import asking
from dbtool.operations.planning import make_plan, proved_plan
from dbtool.operations.renames import renamed, with_renames
from dbtool.operations.settle import settled
from dbtool.operations.sources import Live, both_sides, live_roles, live_url
from dbtool.operations.state import State
from dbtool.planner.renames import offered
from dbtool.settings import Subject


@dataclass(frozen=True, slots=True)
class Direct:
    """A plan to the definitions.

    Shape: `offers` are what in it may be a rename; `state` is what it leads to. What is not `proved` has to
           be by its own run, whose transaction ends only if that has reached the wanted database.
    """

    plan: Plan
    offers: tuple[Rename, ...]
    state: State
    proved: bool


def direct_plan(subject: Subject, live: Live, progress: Progress, *, on_scratch: bool) -> Direct:
    """Give the plan from the live database to the definitions.

    Shape: it is proved on scratch, unless its own run can do that and `on_scratch` does not ask for it.
    """
    roles = live_roles(live.connection)
    state, found = both_sides(subject, live, progress, roles)
    wanted, version = state.wanted, live.server.version
    moved = renamed(subject, found, wanted, state.renames)
    start, changes = settled(subject, moved.database, wanted, progress)
    compare = asking(subject, roles, changes)
    plan = None
    if not on_scratch:
        plan = make_plan(start, wanted, changes=changes, version=version, compare=compare)
    proved = plan is None or moved.steps != () or not proves_itself(plan, start)
    if plan is None or proved:
        proved_one = proved_plan(
            subject, start, wanted, version=version, runner=roles.runner, compare=compare
        )
        plan = with_renames(proved_one, moved)
    # Whether the plan is stale is asked of the database as it shows itself.
    plan = replace(plan, fingerprint=without_cluster(found).fingerprint)
    return Direct(plan, offered(plan.changes, start, wanted), state, proved)


def proves_itself(plan: Plan, start: Database) -> bool:
    """Say whether the plan's run is as good as its proof: nobody has anything there that it could disturb.

    All of it makes something new, in one transaction, where no relation has been before.
    """
    return (
        all(isinstance(change, Create) for change in plan.changes)
        and not any(BY_NAME[key.kind].namespace == "relation" for key in start)
        and not any(
            step.alone or step.fresh or step.community or not step.transactional for step in plan.steps
        )
    )


def run_and_prove(
    subject: Subject,
    found: Direct,
    options: Options,
    progress: Progress,
    *,
    before: Callable[[Connection], None],
) -> tuple[ApplyResult, Database]:
    """Run the plan, and give the database that it has reached, as it was before the transaction ended.

    Shape: `before` as for `run_plan`.
    Errors: NotWhole, nothing having changed, where the run proves nothing; those of `run_plan`.
    """
    reached: list[Database] = []

    def check(work: Connection) -> None:
        there = inspect(work)
        if diff(there, found.state.wanted):
            raise NotWhole
        reached.append(there)

    url = live_url(subject)
    result = run_plan(url, found.plan, options=options, progress=progress, before=before, whole=check)
    return result, reached[-1]
