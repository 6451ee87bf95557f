"""Two databases to a plan, and its proof."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dbtool.diff.differ import diff
from dbtool.execute.proof import prove
from dbtool.execute.scratch_server import scratch_database
from dbtool.model.change import Change
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.planner.planner import plan_actions, touched
from dbtool.render.statements import Renderer, Setting
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
) -> Plan:
    """Give the plan that turns `old` into `new`; `changes` where they are known already.

    Shape: `coming` are objects that revisions make before the plan runs, so that nobody uses them yet.
    """
    found = list(diff(old, new)) if changes is None else list(changes)
    return Plan(
        steps=_steps(found, old, new, version, online, frozenset(coming)),
        changes=tuple(found),
        fingerprint=old.fingerprint,
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
) -> Plan:
    """Give the plan from `old` to `new` after it ran on scratch and reached `new` there.

    Errors: PlanNotProved; whatever the scratch server refuses.
    """
    plan = make_plan(old, new, version=version, online=online)
    if not plan.changes:
        return plan
    with scratch_database(subject.scratch_at, provider=subject.provider, say=lambda _: None) as url:
        return proved_on(url, plan, old, new, version=version, online=online, runner=runner)


def proved_on(
    url: str,
    plan: Plan,
    old: Database,
    new: Database,
    *,
    version: int = DEFAULT_VERSION,
    online: bool = True,
    runner: str | None = None,
) -> Plan:
    """Give the plan with what its run on scratch showed to be missing still.

    Shape: `url` is of an empty scratch database.
    """
    proof = prove(url, old, new, runner=runner)
    if not proof.missing:
        return plan
    second = _steps(proof.missing, proof.reached, new, version, online)
    return Plan(
        steps=(*plan.steps, *second),
        changes=plan.changes,
        fingerprint=plan.fingerprint,
        touched={**plan.touched, **touched(proof.missing)},
    )
