"""A VerifyResult in print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import total, wrapped
from dbtool.operations.results import VerifyResult

MARKS = {"ok": "✓", "held": "~"}


def verify_status(result: VerifyResult) -> ExitStatus:
    """Whether the live database is what was recorded."""
    return ExitStatus.DONE if result.ok else ExitStatus.VERIFICATION_FAILED


def verify_text(result: VerifyResult) -> str:
    """Give the report of one database."""
    return "\n".join(_lines(result))


def _lines(result: VerifyResult) -> Iterator[str]:
    yield from verify_problems(result)
    states = Counter(item.state for item in result.items if item.state != "ok")
    said = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    judged = "verified" if result.ok else "not verified"
    parts = ", ".join(filter(None, [judged, total(result.objects), said]))
    yield f"{result.database}: {parts} ({result.seconds:.1f} s)"


def verify_problems(result: VerifyResult) -> Iterator[str]:
    """Give a line for each thing that is not simply in order."""
    for item in result.items:
        if item.state != "ok":
            detail = f": {item.detail}" if item.detail else ""
            line = f"{MARKS.get(item.state, '✗')} {item.subject}: {item.state}{detail}"
            yield from wrapped(line, "    ", "        ")


def verify_values(result: VerifyResult) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": result.database,
        "ok": result.ok,
        "items": [
            {"subject": item.subject, "state": item.state, "detail": item.detail} for item in result.items
        ],
        "objects": dict(result.objects),
        "seconds": round(result.seconds, 3),
    }
