"""An ApplyOutcome in print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import held_text, total
from dbtool.cli.printing.verify import verify_problems, verify_values
from dbtool.diff.report_json import held_values
from dbtool.diff.report_rows import counted
from dbtool.operations.results import ApplyOutcome


def outcome_status(outcome: ApplyOutcome) -> ExitStatus:
    """What was applied but is not what was recorded is a failed verification."""
    failed = outcome.verified is not None and not outcome.verified.ok
    return ExitStatus.VERIFICATION_FAILED if failed else ExitStatus.DONE


def outcome_text(outcome: ApplyOutcome, done: str = "applied") -> str:
    """Give the report of one database; `done` is what became of the revisions."""
    return "\n".join(_lines(outcome, done))


def _lines(outcome: ApplyOutcome, done: str) -> Iterator[str]:
    what = "nothing to do"
    if outcome.steps or outcome.revisions:
        names = f" {', '.join(outcome.revisions)}" if outcome.revisions else ""
        what = f"{done}{names}, {counted(outcome.steps, 'step')}"
    yield f"{outcome.database}: {what} ({outcome.seconds:.1f} s)"
    if outcome.resumed:
        yield f"    an earlier run had already done {counted(outcome.resumed, 'step')}"
    yield from (f"    warning: {warning}" for warning in outcome.warnings)
    yield from held_text(outcome.held)
    if outcome.verified:
        said = "verified" if outcome.verified.ok else "not verified"
        yield f"    {said}: {total(outcome.verified.objects)}"
        yield from verify_problems(outcome.verified)


def outcome_values(outcome: ApplyOutcome) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": outcome.database,
        "revisions": list(outcome.revisions),
        "steps": outcome.steps,
        "resumed": outcome.resumed,
        "warnings": list(outcome.warnings),
        "held": held_values(outcome.held),
        "verified": verify_values(outcome.verified) if outcome.verified else None,
        "seconds": round(outcome.seconds, 3),
    }
