"""A Preview in print: what would run, what it locks and risks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dbtool.cli.printing.common import wrapped
from dbtool.diff.report_json import plan_values
from dbtool.diff.report_rows import counted
from dbtool.model.plan import Plan, Step
from dbtool.operations.results import Preview


def steps_in(preview: Preview) -> int:
    """Give the number of steps of all parts."""
    return sum(len(plan.steps) for _, plan in preview.parts)


def plan_text(preview: Preview) -> str:
    """Give the report of one database."""
    return "\n".join(_lines(preview))


def _lines(preview: Preview) -> Iterator[str]:
    if not steps_in(preview):
        yield f"{preview.database}: nothing to do"
        return
    yield f"{preview.database}: {counted(steps_in(preview), 'step')}"
    for name, plan in preview.parts:
        yield ""
        yield name
        yield from _plan(plan)
    if preview.refused:
        yield ""
        yield from wrapped(
            f"Not allowed yet: {', '.join(preview.refused)}. --allow NAME allows one, --allow all each."
        )


def _plan(plan: Plan) -> Iterator[str]:
    width = len(str(len(plan.steps)))
    for number, step in enumerate(plan.steps, start=1):
        yield from _step(step, f"{number:>{width + 2}}  ")


def _step(step: Step, lead: str) -> Iterator[str]:
    blank = " " * len(lead)
    yield from wrapped(step.note or step.sql.strip().split("\n")[0], lead, blank)
    facts = [f"locks {step.lock}" if step.lock else "", *_risks(step)]
    said = "; ".join(filter(None, facts))
    if said:
        yield from wrapped(said, blank + "  ", blank + "  ")


def _risks(step: Step) -> Iterator[str]:
    if step.hazards:
        yield f"hazards: {', '.join(step.hazards)}"
    if step.access:
        yield f"access {step.access}"
    if not step.transactional:
        yield "outside a transaction"
    if step.community:
        yield "needs the Community edition"


def preview_values(preview: Preview) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": preview.database,
        "parts": [{"name": name, **plan_values(plan)} for name, plan in preview.parts],
        "refused": list(preview.refused),
    }
