"""Findings as SARIF 2.1.0, for code scanning.

Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS Standard.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from inspect import cleandoc
from typing import Any

from dbtool.checks.base import Rule
from dbtool.checks.known import all_rules
from dbtool.cli.printing.sarif import document, location
from dbtool.operations.results import CheckResult, Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif_text(results: Iterable[CheckResult]) -> str:
    """Give one run with the findings of all databases, waived ones as suppressed."""
    found = [(result.database, finding) for result in results for finding in result.findings]
    rules = list(_rules(finding for _, finding in found))
    places = {rule["id"]: number for number, rule in enumerate(rules)}
    return document(rules, list(_results(found, places)))


def _rules(findings: Iterable[Finding]) -> Iterator[dict[str, Any]]:
    """Give the rules that found something, in the order of their codes."""
    known = {rule.code: rule for rule in all_rules()}
    names = {finding.code: finding.name or finding.code for finding in findings}
    for code in sorted(names):
        rule = known.get(code)
        yield _rule(rule) if rule else {"id": code, "name": names[code]}


def _rule(rule: Rule) -> dict[str, Any]:
    page = cleandoc(rule.page)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "help": {"text": page, "markdown": f"# {rule.code} {rule.name}\n\n{page}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _results(found: Sequence[tuple[str, Finding]], places: dict[str, int]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for database, finding in found:
        mark = _mark(database, finding)
        seen[mark] += 1
        said = f"{finding.message}. {_sentence(finding.hint)}" if finding.hint else finding.message
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": places[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": said},
            "locations": [location(finding.origin, finding.key)],
            # Lines move, and what a finding is about does not; of several alike the number tells them apart.
            "partialFingerprints": {"dbtoolFinding/v1": f"{mark}:{seen[mark]}"},
            "properties": {"database": database},
        }
        if finding.waived is not None:
            result["suppressions"] = [
                {"kind": "inSource", "status": "accepted", "justification": finding.waived}
            ]
        yield result


def _mark(database: str, finding: Finding) -> str:
    about = (
        [*finding.key] if finding.key else [finding.origin.file if finding.origin else "", finding.message]
    )
    others = sorted(str(key) for key in finding.other)
    return sha256(json.dumps([database, finding.code, about, others]).encode()).hexdigest()[:32]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
