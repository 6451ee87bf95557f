"""Plans that outlive a tenant: what is prepared for one and run for the next on the same connection."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg.sql import SQL, Identifier

from dbtool.rls.probe.observe import Target
from dbtool.rls.probe.session import setting
from dbtool.rls.probe.states import State
from dbtool.rls.probe.trial import Trial

_PLAN = Identifier("dbtool_plan")


def try_plans(trial: Trial, targets: list[Target], other: State) -> None:
    """Report what a plan made for one tenant gives another; asked where a function is in the rule."""
    for target in _by_function(trial, targets):
        if _stale(trial, target, other):
            trial.ledger.add(
                "RLS514",
                target.title,
                trial.actor,
                other,
                "a statement prepared and run for another tenant gave what that tenant sees",
                statement=f"SET plan_cache_mode = force_generic_plan; PREPARE p AS {target.said}",
                command="select",
            )


def _by_function(trial: Trial, targets: list[Target]) -> Iterator[Target]:
    access = trial.review.access
    for target in targets:
        users = [("policy", policy.oid) for policy in access.policies_of(target.relation)]
        users.append(("view", target.relation.oid))
        if target.chunk is None and any(
            use.used_kind == "function" for kind, oid in users for use in access.used_by(kind, oid)
        ):
            yield target


def _stale(trial: Trial, target: Target, other: State) -> bool:
    """Say whether the prepared query gives another result than a new one in the same state."""
    session = trial.session
    prepare = SQL("PREPARE {} AS {}").format(_PLAN, target.query)
    if not session.keep(setting("plan_cache_mode", "force_generic_plan"), prepare).done:
        return False
    try:
        execute = SQL("EXECUTE {}").format(_PLAN)
        if not session.keep(execute).done:
            return False
        session.keep(*(setting(name, value) for name, value in other.settings))
        kept, new = session.keep(execute), session.keep(target.query)
        return kept.done and new.done and kept.rows != new.rows
    finally:
        session.keep(SQL("DEALLOCATE {}").format(_PLAN))
        session.keep(*(setting(name, value) for name, value in trial.state.settings))
