"""What others may call; everything else may move.

    from pathlib import Path
    from dbtool import api

    project = api.find_project(Path("."))
    found = api.diff(project.subject("octopus", "prod"), progress=api.Silent())

Each name is imported when it is first used: who compares two databases does not wait for Alembic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbtool.definitions.json_schema import json_schema
    from dbtool.diff.report import describe
    from dbtool.errors import DbtoolError
    from dbtool.execute.progress import Progress, Silent
    from dbtool.operations.apply import apply, rollback
    from dbtool.operations.check import check
    from dbtool.operations.diff import diff
    from dbtool.operations.init import init
    from dbtool.operations.preview import preview, rollback_preview
    from dbtool.operations.render import render
    from dbtool.operations.results import (
        ApplyOutcome,
        Cause,
        CheckResult,
        Difference,
        DiffResult,
        Finding,
        HistoryEntry,
        Preview,
        RevisionResult,
        StatusResult,
        VerifyItem,
        VerifyResult,
    )
    from dbtool.operations.revision import revision
    from dbtool.operations.status import history, status
    from dbtool.operations.verify import verify
    from dbtool.settings import Project, Subject, Target
    from dbtool.settings_reader import find_project, read_project

__all__ = [
    "ApplyOutcome",
    "Cause",
    "CheckResult",
    "DbtoolError",
    "DiffResult",
    "Difference",
    "Finding",
    "HistoryEntry",
    "Preview",
    "Progress",
    "Project",
    "RevisionResult",
    "Silent",
    "StatusResult",
    "Subject",
    "Target",
    "VerifyItem",
    "VerifyResult",
    "apply",
    "check",
    "describe",
    "diff",
    "find_project",
    "history",
    "init",
    "json_schema",
    "preview",
    "read_project",
    "render",
    "revision",
    "rollback",
    "rollback_preview",
    "status",
    "verify",
]

_HOMES = {
    "definitions.json_schema": ("json_schema",),
    "diff.report": ("describe",),
    "errors": ("DbtoolError",),
    "execute.progress": ("Progress", "Silent"),
    "operations.apply": ("apply", "rollback"),
    "operations.check": ("check",),
    "operations.diff": ("diff",),
    "operations.init": ("init",),
    "operations.preview": ("preview", "rollback_preview"),
    "operations.render": ("render",),
    "operations.results": (
        "ApplyOutcome",
        "Cause",
        "CheckResult",
        "DiffResult",
        "Difference",
        "Finding",
        "HistoryEntry",
        "Preview",
        "RevisionResult",
        "StatusResult",
        "VerifyItem",
        "VerifyResult",
    ),
    "operations.revision": ("revision",),
    "operations.status": ("history", "status"),
    "operations.verify": ("verify",),
    "settings": ("Project", "Subject", "Target"),
    "settings_reader": ("find_project", "read_project"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"dbtool.{_HOME_OF[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return __all__
