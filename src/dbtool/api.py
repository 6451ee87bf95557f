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
    from dbtool.backup.base import BaseRequest
    from dbtool.backup.drill import Scratch
    from dbtool.backup.request import BackupRequest
    from dbtool.backup.restore_request import RestoreRequest
    from dbtool.backup.verify import VerifyRequest
    from dbtool.definitions.json_schema import json_schema
    from dbtool.diff.report import describe
    from dbtool.errors import DbtoolError
    from dbtool.execute.progress import Progress, Silent
    from dbtool.operations.apply import apply, rollback
    from dbtool.operations.backup.physical import (
        archive_fetch,
        archive_push,
        backup_base,
        pitr_check,
        restore_to_time,
    )
    from dbtool.operations.backup.place import Place
    from dbtool.operations.backup.requests import request_from
    from dbtool.operations.backup.restoring import RestoreOutcome, restore_backup, restore_plan, target_name
    from dbtool.operations.backup.verbs import (
        Listed,
        Verified,
        backup_check,
        backup_create,
        backup_databases,
        backup_found,
        backup_hold,
        backup_keygen,
        backup_list,
        backup_metrics,
        backup_prune,
        backup_release,
        backup_status,
        backup_verify,
    )
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
    from dbtool.operations.rls_request import RlsRequest
    from dbtool.operations.roles.changing import PasswordResult, rotate_role_password, set_role_password
    from dbtool.operations.roles.listing import RolesResult, RoleState, list_roles
    from dbtool.operations.roles.retiring import RetireResult, retire_role
    from dbtool.operations.status import history, status
    from dbtool.operations.verify import verify
    from dbtool.operations.verify_rls import verify_rls
    from dbtool.rls.results import RlsResult
    from dbtool.settings import Project, Subject, Target
    from dbtool.settings_reader import find_project, read_project

__all__ = [
    "AREAS",
    "ApplyOutcome",
    "BackupRequest",
    "BaseRequest",
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
    "Listed",
    "LiveImport",
    "LiveSource",
    "MaintainRequest",
    "MaintainResult",
    "MaintainStatus",
    "PasswordResult",
    "Place",
    "PoolResult",
    "Preview",
    "Progress",
    "Project",
    "RestoreOutcome",
    "RestoreRequest",
    "RetireResult",
    "RevisionResult",
    "RlsRequest",
    "RlsResult",
    "RoleState",
    "RolesResult",
    "Scratch",
    "Silent",
    "StatusResult",
    "Subject",
    "Target",
    "Verified",
    "VerifyItem",
    "VerifyRequest",
    "VerifyResult",
    "Writing",
    "apply",
    "archive_fetch",
    "archive_push",
    "backup_base",
    "backup_check",
    "backup_create",
    "backup_databases",
    "backup_found",
    "backup_hold",
    "backup_keygen",
    "backup_list",
    "backup_metrics",
    "backup_prune",
    "backup_release",
    "backup_status",
    "backup_verify",
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
    "list_roles",
    "maintain",
    "maintain_status",
    "pitr_check",
    "pool",
    "preview",
    "project_section",
    "read_project",
    "render",
    "request_from",
    "restore_backup",
    "restore_plan",
    "restore_to_time",
    "retire_role",
    "revision",
    "rollback",
    "rollback_preview",
    "rotate_role_password",
    "set_role_password",
    "status",
    "target_name",
    "verify",
    "verify_rls",
    "write_definitions",
]

_HOMES = {
    "backup.base": ("BaseRequest",),
    "operations.backup.physical": (
        "archive_fetch",
        "archive_push",
        "backup_base",
        "pitr_check",
        "restore_to_time",
    ),
    "backup.drill": ("Scratch",),
    "backup.request": ("BackupRequest",),
    "backup.restore_request": ("RestoreRequest",),
    "backup.verify": ("VerifyRequest",),
    "operations.backup.place": ("Place",),
    "operations.backup.requests": ("request_from",),
    "operations.backup.restoring": ("RestoreOutcome", "restore_backup", "restore_plan", "target_name"),
    "operations.backup.verbs": (
        "Listed",
        "Verified",
        "backup_check",
        "backup_create",
        "backup_databases",
        "backup_found",
        "backup_hold",
        "backup_keygen",
        "backup_list",
        "backup_metrics",
        "backup_prune",
        "backup_release",
        "backup_status",
        "backup_verify",
    ),
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
    "operations.roles.changing": ("PasswordResult", "rotate_role_password", "set_role_password"),
    "operations.roles.listing": ("RoleState", "RolesResult", "list_roles"),
    "operations.status": ("history", "status"),
    "operations.roles.retiring": ("RetireResult", "retire_role"),
    "operations.rls_request": ("RlsRequest",),
    "operations.verify": ("verify",),
    "operations.verify_rls": ("verify_rls",),
    "rls.results": ("RlsResult",),
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
