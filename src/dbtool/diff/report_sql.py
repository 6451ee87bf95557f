"""A plan as SQL to read, or to run with psql."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.model.plan import Plan, Step

BLANK = ""


def plan_sql(plan: Plan) -> str:
    """Give the plan as a script, in dbtool's own transactions: what each statement does, locks and risks."""
    parts = ["\n".join(_batch(batch)) for batch in plan.batches]
    return "\n\n".join(parts) + "\n" if parts else BLANK


def _batch(batch: tuple[Step, ...]) -> Iterator[str]:
    if not batch[0].transactional:
        yield "\n\n".join(_step(step) for step in batch)
        return
    statements = "\n\n".join(_step(step) for step in batch)
    yield f"BEGIN;\n\n{statements}\n\nCOMMIT;"


def _step(step: Step) -> str:
    sql = step.sql.strip()
    return "\n".join([*comments(step), sql if sql.endswith(";") else f"{sql};"])


def comments(step: Step) -> Iterator[str]:
    """Give the comment lines that stand above a step's statement."""
    yield from (f"-- {line}" for line in step.note.splitlines())
    if step.lock:
        yield f"-- Locks: {step.lock}."
    if step.hazards:
        yield f"-- Hazards: {', '.join(step.hazards)}."
    if step.access:
        yield f"-- Access {step.access}."
    if not step.transactional:
        yield "-- Runs outside a transaction."
    if step.community:
        yield "-- Needs TimescaleDB's Community edition."
    if step.password_of:
        yield f"-- dbtool sets the password of {step.password_of} here; it is in no script."
