"""A RevisionResult in print."""

from __future__ import annotations

import os
from typing import Any

from dbtool.cli.printing.common import wrapped
from dbtool.diff.report import describe, mark
from dbtool.diff.report_json import plan_values
from dbtool.diff.report_rows import counted
from dbtool.operations.results import RevisionResult


def revision_text(result: RevisionResult) -> str:
    """Give the report of one database: the file and what it does."""
    if result.path is None:
        return f"{result.database}: nothing to record"
    lines = [f"{result.database}: {os.path.relpath(result.path)}, {counted(len(result.plan.steps), 'step')}"]
    for change in result.plan.changes:
        lines += wrapped(f"{mark(change)} {describe(change)}", "    ", "        ")
    if result.plan.hazards:
        lines.append(f"    hazards: {', '.join(result.plan.hazards)}")
    return "\n".join(lines)


def revision_values(result: RevisionResult) -> dict[str, Any]:
    """Give the JSON form."""
    path = None if result.path is None else str(result.path)
    return {"database": result.database, "path": path, **plan_values(result.plan)}
