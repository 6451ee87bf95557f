"""Findings as annotations of a GitHub workflow.

Source: GitHub's "Workflow commands", and escapeData and escapeProperty of actions/toolkit.
"""

from __future__ import annotations

from collections.abc import Iterable

from dbtool.cli.printing.check import in_force
from dbtool.errors import Origin
from dbtool.operations.results import CheckResult, Finding

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_DATA, ":": "%3A", ",": "%2C"}


def github_text(results: Iterable[CheckResult]) -> str:
    """Give one line for each finding that nobody has waived."""
    return "\n".join(_line(finding) for result in results for finding in in_force(result))


def annotation(severity: str, title: str, message: str, origin: Origin | None) -> str:
    """Give one annotation."""
    properties = [("file", origin.file)] if origin else []
    if origin and origin.line:
        properties.append(("line", str(origin.line)))
    if origin and origin.line and origin.column:
        properties.append(("col", str(origin.column)))
    said = ",".join(
        f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in [*properties, ("title", title)]
    )
    return f"::{_COMMANDS[severity]} {said}::{_escaped(message, _IN_DATA)}"


def _line(finding: Finding) -> str:
    message = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    named = finding.name not in ("", finding.code)
    title = f"{finding.code} {finding.name}" if named else finding.code
    return annotation(finding.severity, title, message, finding.origin)


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
