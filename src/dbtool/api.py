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
    from dbtool.operations.baseline import baseline
    from dbtool.operations.check import check
    from dbtool.operations.diff import diff
    from dbtool.operations.doctor.doctor import doctor
    from dbtool.operations.doctor.results import DoctorResult
    from dbtool.operations.import_document import DocumentImport, import_document
    from dbtool.operations.import_live import LiveImport, LiveSource, import_live
    from dbtool.operations.import_place import AREAS, convention
    from dbtool.operations.import_write import Destination, Writing, write_definitions
    from dbtool.operations.init import init, init_from, project_section
    from dbtool.operations.maintain import (
        MaintainRequest,
        MaintainResult,
        MaintainStatus,
        maintain,
        maintain_status,
    )
    from dbtool.operations.pool.pool import pool
    from dbtool.operations.pool.results import PoolResult
    from dbtool.operations.preview import preview, rollback_preview
    from dbtool.operations.rebuilds import KeptResult, drop_kept, kept
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
    "AREAS",
    "ApplyOutcome",
    "Cause",
    "CheckResult",
    "DbtoolError",
    "Destination",
    "DiffResult",
    "Difference",
    "DoctorResult",
    "DocumentImport",
    "Finding",
    "HistoryEntry",
    "KeptResult",
    "LiveImport",
    "LiveSource",
    "MaintainRequest",
    "MaintainResult",
    "MaintainStatus",
    "PoolResult",
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
    "Writing",
    "apply",
    "baseline",
    "check",
    "convention",
    "describe",
    "diff",
    "doctor",
    "drop_kept",
    "find_project",
    "history",
    "import_document",
    "import_live",
    "init",
    "init_from",
    "json_schema",
    "kept",
    "maintain",
    "maintain_status",
    "pool",
    "preview",
    "project_section",
    "read_project",
    "render",
    "revision",
    "rollback",
    "rollback_preview",
    "status",
    "verify",
    "write_definitions",
]

_HOMES = {
    "definitions.json_schema": ("json_schema",),
    "diff.report": ("describe",),
    "errors": ("DbtoolError",),
    "execute.progress": ("Progress", "Silent"),
    "operations.apply": ("apply", "rollback"),
    "operations.baseline": ("baseline",),
    "operations.check": ("check",),
    "operations.diff": ("diff",),
    "operations.doctor.doctor": ("doctor",),
    "operations.doctor.results": ("DoctorResult",),
    "operations.import_document": ("DocumentImport", "import_document"),
    "operations.import_live": ("LiveImport", "LiveSource", "import_live"),
    "operations.import_place": ("AREAS", "convention"),
    "operations.import_write": ("Destination", "Writing", "write_definitions"),
    "operations.init": ("init", "init_from", "project_section"),
    "operations.pool.pool": ("pool",),
    "operations.pool.results": ("PoolResult",),
    "operations.maintain": (
        "MaintainRequest",
        "MaintainResult",
        "MaintainStatus",
        "maintain",
        "maintain_status",
    ),
    "operations.preview": ("preview", "rollback_preview"),
    "operations.rebuilds": ("KeptResult", "drop_kept", "kept"),
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
