"""A CheckResult in print."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import total
from dbtool.diff.report import describe, mark
from dbtool.diff.report_json import change_values, origin_values
from dbtool.diff.report_rows import counted
from dbtool.operations.results import CheckResult, Finding


def check_status(result: CheckResult) -> ExitStatus:
    """An error found is a failure; definitions newer than the last revision are a difference."""
    if any(finding.severity == "error" for finding in result.findings):
        return ExitStatus.FAILURE
    return ExitStatus.DIFFERENCES if result.unrecorded else ExitStatus.DONE


def check_text(result: CheckResult) -> str:
    """Give the report of one database."""
    return "\n".join(_lines(result))


def _lines(result: CheckResult) -> Iterator[str]:
    for finding in result.findings:
        yield from _finding(finding)
    errors = sum(finding.severity == "error" for finding in result.findings)
    said = counted(errors, "error") if errors else "valid"
    yield f"{result.database}: {said}, {total(result.objects)} ({result.seconds:.1f} s)"
    if result.replayed is not None:
        chain = f": {', '.join(result.replayed)}" if result.replayed else ""
        yield f"    {counted(len(result.replayed), 'revision')} replayed up, down and up again{chain}"
    if result.unrecorded:
        yield f"    {counted(len(result.unrecorded), 'change')} not recorded; `dbtool revision` records them:"
        yield from (f"        {mark(change)} {describe(change)}" for change in result.unrecorded)


def _finding(finding: Finding) -> Iterator[str]:
    place = f"{finding.origin}: " if finding.origin else ""
    yield f"{place}{finding.severity} {finding.code}: {finding.message}"
    if finding.hint:
        yield f"    hint: {finding.hint}"


def check_values(result: CheckResult) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": result.database,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "message": finding.message,
                "hint": finding.hint,
                "origin": origin_values(finding.origin),
            }
            for finding in result.findings
        ],
        "unrecorded": [change_values(change) for change in result.unrecorded],
        "replayed": None if result.replayed is None else list(result.replayed),
        "objects": dict(result.objects),
        "seconds": round(result.seconds, 3),
    }
