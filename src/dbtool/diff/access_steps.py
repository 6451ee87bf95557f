"""Which steps of a plan are a hazard to access: those by which somebody may reach more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dbtool.model.access import HAZARD, AccessChange
from dbtool.model.key import Key
from dbtool.model.plan import Step


def marked(steps: Sequence[Step], access: Mapping[Key, AccessChange]) -> tuple[Step, ...]:
    """Give the steps with what they do to access; the hazard is theirs by which somebody may reach more."""
    known = {step.key for step in steps if HAZARD in step.hazards}
    return tuple(_marked(step, access.get(step.key), step.key in known) for step in steps)


def _marked(step: Step, access: AccessChange | None, told: bool) -> Step:
    if access is None:
        return step
    hazards = step.hazards
    if access.effect == "tighter":
        hazards = tuple(name for name in hazards if name != HAZARD)
    elif not told:
        hazards = (*hazards, HAZARD)
    return replace(step, hazards=hazards, access=str(access))
