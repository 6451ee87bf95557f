"""Any two databases: the plan between them runs, is complete, and so is the one back."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, note, settings

from tests.cases.files import write
from tests.property.databases import documents
from tests.support.pipeline import Workbench

EXAMPLES = int(os.environ.get("DBTOOL_PROPERTY_EXAMPLES", "25"))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    # Every run tries other databases only where many are asked for; else the same ones, so that a failure is
    # of the change at hand.
    derandomize=EXAMPLES <= 25,
    database=None,
    # Each try takes a second: shrinking is for who asks for many.
    phases=(Phase.generate,) if EXAMPLES <= 25 else (Phase.generate, Phase.shrink),
    report_multiple_bugs=EXAMPLES > 25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(documents(), documents())
def test_plan_between_any_two_databases_is_complete(
    workbench: Workbench, before: dict[str, Any], after: dict[str, Any]
) -> None:
    note(f"before: {before}")
    note(f"after: {after}")
    with tempfile.TemporaryDirectory() as folder, workbench.pipeline() as pipeline:
        first = pipeline.build(write(before, Path(folder) / "before", workbench.role_prefix))
        second = pipeline.build(write(after, Path(folder) / "after", workbench.role_prefix))
        pipeline.bring_straight_to(first.wanted)
        pipeline.bring_to(second.wanted)
        pipeline.bring_to(first.wanted)
        pipeline.bring_straight_to(first.base)
