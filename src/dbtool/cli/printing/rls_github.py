"""Findings of verify-rls as annotations of a GitHub workflow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.cli.printing.check_github import annotation
from dbtool.cli.printing.rls import details
from dbtool.rls.results import RlsResult


def rls_github(results: Sequence[RlsResult]) -> str:
    """Give one line for each finding that nobody has waived."""
    return "\n".join(line for result in results for line in _lines(result))


def _lines(result: RlsResult) -> Iterator[str]:
    for finding in result.findings:
        said = [finding.message, *(f"{word}: {text}" for word, text in details(finding))]
        yield annotation(
            finding.severity,
            f"{finding.id} {finding.object}",
            "\n".join(said),
            result.origins.get(finding.object),
        )
