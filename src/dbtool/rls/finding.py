"""Findings: one defect of row security each, shown by what the catalogs, the evaluator or the probe saw."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
Engine = Literal["static", "evaluator", "probe", "mutation"]

ORDER: Mapping[Severity, int] = {"info": 0, "warning": 1, "error": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How a defect was seen.

    Shape: `statement` is what shows it; `witness` holds the settings and the invented row or value with
           which it does, never a row of a table that is there.
    """

    engine: Engine
    says: str
    statement: str | None = None
    witness: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One defect.

    Shape: `object` is the schema-qualified relation or function, or the role's name where the role is at
           fault; `fix` is SQL for a revision, or what to do where no statement mends it.
    """

    id: str
    severity: Severity
    object: str
    message: str
    evidence: Evidence
    fix: str
    role: str | None = None
    command: str | None = None
    policy: str | None = None

    @property
    def fingerprint(self) -> str:
        """Give what stays the same from run to run, by which a finding is waived."""
        parts = (self.id, self.object, self.role or "", self.policy or "", self.command or "")
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconclusive:
    """Something that could not be tested, and why."""

    object: str
    reason: str
    engine: Engine
    role: str | None = None
    command: str | None = None
