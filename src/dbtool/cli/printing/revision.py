"""A RevisionResult in print."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from dbtool.cli.printing.common import objects_text, wrapped
from dbtool.diff.report import describe, mark
from dbtool.diff.report_json import plan_values
from dbtool.diff.report_rows import counted
from dbtool.model.change import AnyChange, Create
from dbtool.operations.results import RevisionResult

# More than a person reads line by line.
MANY = 40


def revision_text(result: RevisionResult) -> str:
    """Give the report of one database: the file and what it does."""
    if result.path is None:
        return f"{result.database}: nothing to record"
    lines = [f"{result.database}: {os.path.relpath(result.path)}, {counted(len(result.plan.steps), 'step')}"]
    lines += _changes(result.plan.changes)
    if result.plan.hazards:
        lines.append(f"    hazards: {', '.join(result.plan.hazards)}")
    return "\n".join(lines)


def _changes(changes: Sequence[AnyChange]) -> Iterable[str]:
    """Each change on a line; of a whole new schema only how many objects of each kind it has."""
    new = [change for change in changes if isinstance(change, Create)]
    if len(changes) > MANY:
        kinds = Counter(change.key.kind for change in new)
        yield from wrapped(f"+ {objects_text(kinds, '')}", "    ", "      ")
        changes = [change for change in changes if not isinstance(change, Create)]
    for change in changes:
        yield from wrapped(f"{mark(change)} {describe(change)}", "    ", "        ")


def revision_values(result: RevisionResult) -> dict[str, Any]:
    """Give the JSON form."""
    path = None if result.path is None else str(result.path)
    return {"database": result.database, "path": path, **plan_values(result.plan)}
