"""What several engines saw of one database, as one verdict: each defect once, with the strongest evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dbtool.rls.finding import ORDER, Finding
from dbtool.rls.results import Evaluation, Isolation, Shown

_STRENGTH: Mapping[Shown, int] = {"static": 0, "sampled": 1, "tested": 2, "proved": 3}
# What the catalogs only suspect, and the probe tries.
_TRIED = "RLS204"


def joined(evaluations: Sequence[Evaluation]) -> Evaluation:
    """Give what all engines saw.

    Shape: findings stand with the gravest first. What two engines say of one object under one id is one
           finding, in the words of the first and with the evidence of the later one, which acted.
    """
    cleared = {title for each in evaluations for title in each.cleared}
    groups: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for each in evaluations:
        for finding in each.findings:
            if not (finding.id == _TRIED and finding.object in cleared):
                groups[finding.id, finding.object].append(finding)
    return Evaluation(
        findings=tuple(sorted((one for group in groups.values() for one in _once(group)), key=_place)),
        inconclusive=tuple(dict.fromkeys(one for each in evaluations for one in each.inconclusive)),
        cells=tuple(cell for each in evaluations for cell in each.cells),
        isolation=tuple(_isolation(evaluations)),
        cleared=tuple(sorted(cleared)),
    )


def _once(group: Sequence[Finding]) -> list[Finding]:
    """Give the findings of one id on one object."""
    found: list[Finding] = []
    for finding in group:
        same = next((place for place, one in enumerate(found) if _same(one, finding)), None)
        if same is None:
            found.append(finding)
        elif finding.evidence.engine != found[same].evidence.engine:
            severity = max(finding.severity, found[same].severity, key=ORDER.__getitem__)
            found[same] = replace(found[same], evidence=finding.evidence, severity=severity)
    return found


def _same(one: Finding, other: Finding) -> bool:
    """Say whether two findings differ at most in what one of them leaves open, and come from two engines."""
    if one.evidence.engine == other.evidence.engine:
        return (one.role, one.policy, one.command) == (other.role, other.policy, other.command)
    pairs = ((one.role, other.role), (one.policy, other.policy))
    return all(left == right or left is None or right is None for left, right in pairs)


def _place(finding: Finding) -> tuple[int, str, str, str, str, str]:
    return (
        -ORDER[finding.severity],
        finding.id,
        finding.object,
        finding.role or "",
        finding.policy or "",
        finding.command or "",
    )


def _isolation(evaluations: Iterable[Evaluation]) -> Iterable[Isolation]:
    """Give each relation once: by what, as the catalogs say, and shown by the strongest engine."""
    found: dict[str, Isolation] = {}
    for each in evaluations:
        for one in each.isolation:
            before = found.get(one.relation, one)
            shown = max(before.shown, one.shown, key=_STRENGTH.__getitem__)
            found[one.relation] = replace(before, shown=shown, probed=before.probed or one.probed)
    return found.values()
