"""Findings of verify-rls as SARIF 2.1.0: what a reviewer can edit is the place, the object is beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.cli.printing.rls import details
from dbtool.cli.printing.sarif import document, location
from dbtool.rls.finding import Finding
from dbtool.rls.pages import page_of
from dbtool.rls.results import RlsResult

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def rls_sarif(results: Sequence[RlsResult]) -> str:
    """Give one run with the findings of all databases, waived ones as suppressed."""
    found = [(result, finding, "") for result in results for finding in result.findings]
    found += [(result, finding, reason) for result in results for finding, reason in result.waived]
    ids = sorted({finding.id for _, finding, _ in found})
    places = {id: number for number, id in enumerate(ids)}
    return document(list(_rules(ids)), [_result(places, *one) for one in found])


def _rules(ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    for id in ids:
        page = page_of(id)
        yield {
            "id": id,
            "shortDescription": {"text": page.splitlines()[0]},
            "help": {"text": page, "markdown": f"# {id}\n\n{page}"},
        }


def _result(places: dict[str, int], result: RlsResult, finding: Finding, reason: str) -> dict[str, Any]:
    said = "\n".join([f"{finding.message}.", *(f"{word}: {text}" for word, text in details(finding))])
    place = location(result.origins.get(finding.object), None)
    place["logicalLocations"] = [{"fullyQualifiedName": finding.object}]
    found: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": places[finding.id],
        "level": _LEVELS[finding.severity],
        "message": {"text": said},
        "locations": [place],
        "partialFingerprints": {"dbtoolRls/v1": f"{result.database}:{finding.fingerprint}"},
        "properties": {"database": result.database, "role": finding.role, "policy": finding.policy},
    }
    if reason:
        found["suppressions"] = [{"kind": "external", "status": "accepted", "justification": reason}]
    return found
