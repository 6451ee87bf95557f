"""An RlsResult as JSON; docs/json/verify-rls.schema.json is its schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from dbtool import __version__
from dbtool.cli.printing.common import FORMAT
from dbtool.diff.report_json import origin_values
from dbtool.rls.finding import Finding
from dbtool.rls.results import RlsResult


def rls_json(results: Sequence[RlsResult]) -> str:
    """Give one document: the databases, and the findings of all of them in one list."""
    document = {
        "format": FORMAT,
        "tool": {"name": "dbtool", "version": __version__},
        "databases": [_database(result) for result in results],
        "findings": [
            *(_finding(result, finding) for result in results for finding in result.findings),
            *(_finding(result, finding, reason) for result in results for finding, reason in result.waived),
        ],
        "inconclusive": _gathered(results, _inconclusive),
        "relations": _gathered(results, _relations),
        "matrix": _gathered(results, _matrix),
        "mutants": _gathered(results, _mutants),
    }
    return json.dumps(document, indent=2, ensure_ascii=False, default=str)


def _database(result: RlsResult) -> dict[str, Any]:
    return {
        "database": result.database,
        "server": result.version,
        "timescaledb": result.timescaledb,
        "threat_model": result.threat_model,
        "single": result.single,
        "engines": list(result.engines),
        "app_roles": list(result.app_roles),
        "errors": sum(one.severity == "error" for one in result.findings),
        "warnings": sum(one.severity == "warning" for one in result.findings),
        "notes": sum(one.severity == "info" for one in result.findings),
        "seconds": round(result.seconds, 3),
    }


def _finding(result: RlsResult, finding: Finding, waived: str | None = None) -> dict[str, Any]:
    evidence = finding.evidence
    return {
        "database": result.database,
        "id": finding.id,
        "severity": finding.severity,
        "object": finding.object,
        "role": finding.role,
        "command": finding.command,
        "policy": finding.policy,
        "message": finding.message,
        "evidence": {
            "engine": evidence.engine,
            "says": evidence.says,
            "statement": evidence.statement,
            "witness": dict(evidence.witness),
        },
        "fix": finding.fix,
        "fingerprint": finding.fingerprint,
        "origin": origin_values(result.origins.get(finding.object)),
        "waived": waived,
    }


def _gathered(results: Iterable[RlsResult], part: Any) -> list[dict[str, Any]]:
    return [{"database": result.database, **value} for result in results for value in part(result)]


def _inconclusive(result: RlsResult) -> list[dict[str, Any]]:
    return [
        {
            "object": one.object,
            "role": one.role,
            "command": one.command,
            "engine": one.engine,
            "reason": one.reason,
        }
        for one in result.inconclusive
    ]


def _relations(result: RlsResult) -> list[dict[str, Any]]:
    return [
        {"relation": one.relation, "isolation": one.kind, "shown": one.shown, "probed": one.probed}
        for one in result.isolation
    ]


def _matrix(result: RlsResult) -> list[dict[str, Any]]:
    return [
        {
            "role": cell.role,
            "relation": cell.relation,
            "command": cell.command,
            "measured": cell.measured,
            "declared": cell.declared,
            "shown": cell.shown,
        }
        for cell in result.matrix
    ]


def _mutants(result: RlsResult) -> list[dict[str, Any]]:
    return [
        {
            "operator": mutant.operator,
            "object": mutant.object,
            "policy": mutant.policy,
            "statement": mutant.statement,
            "state": mutant.state,
            "by": mutant.by,
        }
        for mutant in result.mutants
    ]
