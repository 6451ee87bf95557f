"""What `dbtool verify-rls` gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from dbtool.errors import Origin
from dbtool.model.tenancy import Command
from dbtool.rls.finding import ORDER, Finding, Inconclusive, Severity

Measured = Literal["none", "own", "all", "error", "unknown"]
Shown = Literal["proved", "tested", "sampled", "static"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role reaches of one relation by one command, as measured; None where nothing is declared."""

    role: str
    relation: str
    command: Command
    measured: Measured
    shown: Shown
    declared: Literal["none", "own", "all"] | None = None


@dataclass(frozen=True, slots=True)
class Isolation:
    """How one relation is isolated: by what, and how far that was shown."""

    relation: str
    kind: Literal["rls", "view", "shared", "none", "unreachable"]
    shown: Shown
    probed: bool = False


@dataclass(frozen=True, slots=True)
class Mutant:
    """One weakening: what was changed, and whether the change was caught.

    Shape: `state` is "survived" where access became wider and nothing said so, "equivalent" where the
           change gives nobody anything.
    """

    operator: str
    object: str
    statement: str
    state: Literal["killed", "survived", "equivalent"]
    policy: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What one engine saw; results of several are added up.

    Shape: `cleared` are functions that the probe ran as a role of the application without seeing anything
           of another tenant.
    """

    findings: Sequence[Finding] = ()
    inconclusive: Sequence[Inconclusive] = ()
    cells: Sequence[Cell] = ()
    isolation: Sequence[Isolation] = ()
    cleared: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RlsResult:
    """The verdict on one database.

    Shape: `single` is why it has one tenant alone, None where it has several.
    """

    database: str
    version: int
    timescaledb: str | None
    threat_model: str
    engines: Sequence[str]
    app_roles: Sequence[str]
    findings: Sequence[Finding]
    waived: Sequence[tuple[Finding, str]] = ()
    inconclusive: Sequence[Inconclusive] = ()
    isolation: Sequence[Isolation] = ()
    matrix: Sequence[Cell] = ()
    mutants: Sequence[Mutant] = ()
    seconds: float = 0.0
    origins: Mapping[str, Origin] = field(default_factory=dict)
    single: str | None = None

    def at_least(self, severity: Severity) -> Sequence[Finding]:
        """Give the findings of that severity or a higher one."""
        return [each for each in self.findings if ORDER[each.severity] >= ORDER[severity]]
