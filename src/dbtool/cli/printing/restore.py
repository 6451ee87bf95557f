"""A restore in print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dbtool.backup.recovery import Recovery
from dbtool.backup.restore_plan import Plan
from dbtool.cli.printing.verify import verify_text, verify_values
from dbtool.model.quoting import qualified
from dbtool.operations.backup.restoring import RestoreOutcome


def plan_text(plan: Plan, into: str) -> str:
    """Give what a restore would do."""
    manifest = plan.manifest
    rows = sum(manifest.tables.values())
    lines = [f"{manifest.id} can be restored into {into}: {len(manifest.tables)} tables, {rows:,} rows"]
    if plan.missing:
        lines.append(f"    roles that would be made: {', '.join(plan.missing)}")
    return "\n".join([*lines, *(f"    {note}" for note in plan.notes)])


def restored_text(outcome: RestoreOutcome) -> str:
    """Give the report of a restore."""
    return "\n".join(_lines(outcome))


def _lines(outcome: RestoreOutcome) -> Iterator[str]:
    result = outcome.result
    what = ", ".join(f"{number:,} {name}" for name, number in result.comparison.compared.items() if number)
    yield f"✓ {result.database}: restored from {result.backup} ({result.seconds:.1f} s)"
    yield f"    equal to it: {what}"
    if result.roles:
        yield f"    roles made: {', '.join(result.roles)}"
    if result.kept:
        yield f"    the database that was there is kept as {result.kept}"
    for key in result.left_out:
        yield f"    left out, since the rows it points to are not there: {key}"
    if result.jobs:
        yield f"    {len(result.jobs)} jobs are held; when all is well let them run:"
        function = qualified(result.jobs_schema or "", "alter_job")
        for job in result.jobs:
            yield f"        SELECT {function}({job}, scheduled => true);"
    if outcome.verified:
        yield "    compared with what the project has recorded:"
        yield verify_text(outcome.verified)


def recovery_text(recovery: Recovery) -> str:
    """Give how a data folder is brought to life."""
    start = recovery.programs / "pg_ctl"
    return "\n".join(
        [
            f"✓ {recovery.folder}: restored from {', '.join(recovery.chain)} ({recovery.seconds:.1f} s)",
            "    the recovery begins when a server is started on it, and ends by promoting it:",
            f"        {start} --pgdata={recovery.folder} --wait --timeout=86400 start",
            "    it archives nothing, and TimescaleDB's jobs are held; when all is well:",
            "        ALTER SYSTEM RESET archive_mode; ALTER SYSTEM RESET timescaledb.max_background_workers;",
        ]
    )


def restored_values(outcome: RestoreOutcome) -> dict[str, Any]:
    """Give the JSON form."""
    result = outcome.result
    return {
        "database": result.database,
        "backup": result.backup,
        "compared": dict(result.comparison.compared),
        "roles": list(result.roles),
        "jobs_held": list(result.jobs),
        "kept": result.kept,
        "left_out": list(result.left_out),
        "notes": list(result.notes),
        "seconds": round(result.seconds, 3),
        "verified": verify_values(outcome.verified) if outcome.verified else None,
    }
