"""Findings that are accepted: a file of waivers, or an earlier report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbtool.errors import WrongUsage
from dbtool.rls.finding import Finding

if TYPE_CHECKING:
    from dbtool.definitions.contract import Definitions

_KEYS = frozenset({"id", "object", "role", "reason", "until", "fingerprint"})
_HINT = "write - {id: RLS221, object: public, reason: …, until: 2027-01-31}"


@dataclass(frozen=True, slots=True)
class Waiver:
    """One accepted finding, by its fingerprint or by what it is about; `until` is its last day."""

    reason: str
    fingerprint: str | None = None
    id: str | None = None
    object: str | None = None
    role: str | None = None
    until: date | None = None

    def covers(self, finding: Finding, today: date) -> bool:
        """Say whether the finding is the one that is meant, today."""
        if self.until is not None and self.until < today:
            return False
        if self.fingerprint is not None:
            return self.fingerprint == finding.fingerprint
        return (
            self.id == finding.id
            and self.object in (None, finding.object)
            and self.role in (None, finding.role)
        )


def read_waivers(path: Path) -> Sequence[Waiver]:
    """Give the waivers of a file: a list, or a report of `verify-rls --format json` as a baseline.

    Errors: WrongUsage.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise WrongUsage(f"{path} cannot be read as YAML or JSON", hint=_HINT) from error
    entries = found.get("findings", found.get("waivers")) if isinstance(found, dict) else found
    if not isinstance(entries, list):
        raise WrongUsage(f"{path} holds no list of findings", hint=_HINT)
    baseline = isinstance(found, dict) and "findings" in found
    return [_waiver(entry, path, baseline=baseline) for entry in entries]


def declared_waivers(definitions: Definitions | None) -> Iterator[Waiver]:
    """Give the waivers that stand in the definitions beside what they are about."""
    for waiver in definitions.waivers if definitions else ():
        if waiver.code.startswith("RLS"):
            yield Waiver(waiver.reason, id=waiver.code, object=".".join(waiver.key.path[:2]))


def sorted_out(
    findings: Sequence[Finding], waivers: Sequence[Waiver], today: date
) -> tuple[list[Finding], list[tuple[Finding, str]]]:
    """Give the findings that nobody accepts, and those that somebody does, each with the reason."""
    left: list[Finding] = []
    waived: list[tuple[Finding, str]] = []
    for finding in findings:
        reason = next((waiver.reason for waiver in waivers if waiver.covers(finding, today)), None)
        if reason is None:
            left.append(finding)
        else:
            waived.append((finding, reason))
    return left, waived


def _waiver(entry: Any, path: Path, *, baseline: bool) -> Waiver:
    if not isinstance(entry, dict):
        raise WrongUsage(f"{path}: a waiver is a mapping", hint=_HINT)
    if baseline:
        return Waiver(f"known since {path.name}", fingerprint=entry.get("fingerprint"))
    unknown = entry.keys() - _KEYS
    if unknown or "reason" not in entry or not entry.keys() & {"id", "fingerprint"}:
        raise WrongUsage(f"{path}: a waiver has an id and a reason", hint=_HINT)
    until = entry.get("until")
    if until is not None and not isinstance(until, date):
        raise WrongUsage(f"{path}: until is a date", hint=_HINT)
    return Waiver(
        str(entry["reason"]),
        entry.get("fingerprint"),
        entry.get("id"),
        entry.get("object"),
        entry.get("role"),
        until,
    )
