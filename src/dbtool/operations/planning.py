"""Two databases to a plan, and its proof."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from dbtool.diff.access import access_changes
from dbtool.diff.access_steps import marked
from dbtool.diff.differ import diff
from dbtool.execute.proof import Proof, Way, prove
from dbtool.execute.scratch_server import scratch_database
from dbtool.kinds.inheritance import with_parts_kept
from dbtool.model.access import Compare, unknown
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.operations.unsupported import refuse_unsupported
from dbtool.planner.planner import plan_actions, touched
from dbtool.render.setting import Setting
from dbtool.render.statements import Renderer
from dbtool.settings import Subject

DEFAULT_VERSION = 170000


def make_plan(
    old: Database,
    new: Database,
    *,
    changes: Sequence[Change] | None = None,
    version: int = DEFAULT_VERSION,
    online: bool = True,
    coming: Collection[Key] = (),
    compare: Compare = unknown,
) -> Plan:
    """Give the plan that turns `old` into `new`; `changes` where they are known already.

    Shape: `coming` are objects that revisions make before the plan runs, so that nobody uses them yet;
           `compare` tells what a changed condition lets through.
    """
    found = list(diff(old, new)) if changes is None else list(changes)
    refuse_unsupported(found, new, version)
    access = access_changes(found, old, new, compare)
    return Plan(
        steps=marked(_steps(found, old, new, version, online, frozenset(coming)), access),
        changes=tuple(found),
        access=access,
        touched=touched(found),
    )


def _steps(
    changes: Sequence[Change],
    old: Database,
    new: Database,
    version: int,
    online: bool,
    coming: frozenset[Key] = frozenset(),
) -> tuple[Step, ...]:
    new = with_parts_kept(old, new)
    actions = plan_actions(changes, old, new, version=version)
    created = coming | {action.key for action in actions if action.verb == "create"}
    dropped = frozenset(action.key for action in actions if action.verb == "drop")
    setting = Setting(old=old, new=new, created=created, dropped=dropped, version=version, online=online)
    return Renderer(setting).all(actions)


def proved_plan(
    subject: Subject,
    old: Database,
    new: Database,
    *,
    version: int = DEFAULT_VERSION,
    online: bool = True,
    runner: str | None = None,
    compare: Compare = unknown,
) -> Plan:
    """Give the plan from `old` to `new` after it ran on scratch and reached `new` there.

    Errors: PlanNotProved; whatever the scratch server refuses.
    """
    sides = [(old, new)]
    (plan,) = proved_plans(subject, sides, version=version, online=online, runner=runner, compare=compare)
    return plan


def proved_plans(
    subject: Subject,
    sides: Sequence[tuple[Database, Database]],
    *,
    version: int = DEFAULT_VERSION,
    online: bool = True,
    runner: str | None = None,
    compare: Compare = unknown,
) -> list[Plan]:
    """Give the plan from one side to the other of each pair, proved as `proved_plan` says."""
    plans = [make_plan(old, new, version=version, online=online, compare=compare) for old, new in sides]
    doubtful = [place for place, plan in enumerate(plans) if plan.changes]
    if not doubtful:
        return plans
    ways = [Way(*sides[place], plans[place].steps, version) for place in doubtful]
    with scratch_database(subject.scratch_at, provider=subject.provider, say=lambda _: None) as url:
        proofs = prove(url, ways, runner=runner)
    for place, proof in zip(doubtful, proofs, strict=True):
        plans[place] = _completed(plans[place], proof, sides[place][1], version, online)
    return plans


def proved_on(
    url: str,
    plan: Plan,
    old: Database,
    new: Database,
    *,
    version: int = DEFAULT_VERSION,
    online: bool = True,
    runner: str | None = None,
    base: Database | None = None,
) -> Plan:
    """Give the plan with what its run on scratch showed to be missing still.

    Shape: `url` is of an empty scratch database, `base` what that holds, where it has been read.
    """
    (proof,) = prove(url, [Way(old, new, plan.steps, version)], runner=runner, base=base)
    return _completed(plan, proof, new, version, online)


def _completed(plan: Plan, proof: Proof, new: Database, version: int, online: bool) -> Plan:
    if not proof.missing:
        return plan
    access = access_changes(proof.missing, proof.reached, new)
    second = marked(_steps(proof.missing, proof.reached, new, version, online), access)
    return replace(
        plan,
        steps=(*plan.steps, *second),
        access={**access, **plan.access},
        touched={**plan.touched, **touched(proof.missing)},
    )
