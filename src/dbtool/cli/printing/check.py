"""A CheckResult in print: as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import WIDTH, total, wrapped
from dbtool.diff.report import describe, mark
from dbtool.diff.report_json import change_values, key_values, origin_values
from dbtool.diff.report_rows import counted
from dbtool.operations.results import CheckResult, Finding

# From the least to the worst.
LEVELS = ("info", "warning", "error")


def check_status(result: CheckResult, fail_on: str = "error") -> ExitStatus:
    """A finding as bad as `fail_on` is a failure; definitions newer than their revision are a difference."""
    worst = LEVELS.index(fail_on)
    if any(LEVELS.index(finding.severity) >= worst for finding in in_force(result)):
        return ExitStatus.FAILURE
    return ExitStatus.DIFFERENCES if result.unrecorded else ExitStatus.DONE


def in_force(result: CheckResult) -> list[Finding]:
    """Give the findings that nobody has waived."""
    return [finding for finding in result.findings if finding.waived is None]


def check_text(result: CheckResult, width: int = WIDTH) -> str:
    """Give the report of one database, findings by file; what cannot be built is told elsewhere."""
    return "\n".join([*_findings(result, width), *_summary(result)])


def _findings(result: CheckResult, width: int) -> Iterator[str]:
    told = [finding for finding in in_force(result) if not finding.refused]
    for file, findings in groupby(told, key=lambda finding: finding.origin.file if finding.origin else ""):
        yield file or "without a place"
        for finding in findings:
            yield from _finding(finding, width)
        yield ""


def _finding(finding: Finding, width: int) -> Iterator[str]:
    origin = finding.origin
    place = f"{origin.line}:{origin.column}" if origin and origin.line else ""
    yield f"  {place:<7} {finding.severity:<7} {_title(finding)}"
    yield from wrapped(finding.message, " " * 10, width=width)
    if finding.hint:
        yield from wrapped(f"hint: {finding.hint}", " " * 10, " " * 16, width=width)


def _title(finding: Finding) -> str:
    return " ".join(dict.fromkeys(word for word in (finding.code, finding.name) if word))


def _summary(result: CheckResult) -> Iterator[str]:
    if result.refused:
        return
    yield f"{result.database}: {', '.join(_counts(result))}, {total(result.objects)} ({result.seconds:.1f} s)"
    if result.replayed is not None:
        chain = f": {', '.join(result.replayed)}" if result.replayed else ""
        yield f"    {counted(len(result.replayed), 'revision')} replayed up, down and up again{chain}"
    if result.unrecorded:
        yield f"    {counted(len(result.unrecorded), 'change')} not recorded; `dbtool revision` records them:"
        yield from (f"        {mark(change)} {describe(change)}" for change in result.unrecorded)


def _counts(result: CheckResult) -> Sequence[str]:
    found = in_force(result)
    words = {"error": "error", "warning": "warning", "info": "note"}
    numbers = {level: sum(one.severity == level for one in found) for level in words}
    counts = [counted(numbers[level], words[level]) for level in words if numbers[level]]
    waived = len(result.findings) - len(found)
    return [
        *([] if numbers["error"] else ["valid"]),
        *counts,
        *([f"{waived} waived"] if waived else []),
    ]


def check_values(result: CheckResult) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": result.database,
        "findings": [_values(finding) for finding in result.findings],
        "unrecorded": [change_values(change) for change in result.unrecorded],
        "replayed": None if result.replayed is None else list(result.replayed),
        "objects": dict(result.objects),
        "seconds": round(result.seconds, 3),
    }


def _values(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name or finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "origin": origin_values(finding.origin),
        "object": key_values(finding.key) if finding.key else None,
        "other": [key_values(key) for key in finding.other],
        "waived": finding.waived,
        "refused": finding.refused,
    }
