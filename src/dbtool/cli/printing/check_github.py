"""Findings as annotations of a GitHub workflow.

Source: GitHub's "Workflow commands", and escapeData and escapeProperty of actions/toolkit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbtool.cli.printing.check import in_force
from dbtool.operations.results import CheckResult, Finding

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
_IN_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_DATA, ":": "%3A", ",": "%2C"}


def github_text(results: Iterable[CheckResult]) -> str:
    """Give one line for each finding that nobody has waived."""
    return "\n".join(_line(finding) for result in results for finding in in_force(result))


def _line(finding: Finding) -> str:
    properties = ",".join(f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in _properties(finding))
    message = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    return f"::{_COMMANDS[finding.severity]} {properties}::{_escaped(message, _IN_DATA)}"


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    origin = finding.origin
    if origin:
        yield "file", origin.file
        if origin.line:
            yield "line", str(origin.line)
        if origin.line and origin.column:
            yield "col", str(origin.column)
    yield (
        "title",
        f"{finding.code} {finding.name}" if finding.name not in ("", finding.code) else finding.code,
    )


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)
