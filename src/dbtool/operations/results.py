"""What the verbs give back: plain values that the command line prints as text or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbtool.errors import Origin
from dbtool.model.change import AnyChange, Change, Rename
from dbtool.model.key import Key
from dbtool.model.plan import Plan

if TYPE_CHECKING:
    from datetime import datetime

    from dbtool.operations.lifecycle.lifecycle import Lifecycle
    from dbtool.operations.maintain import MaintainStatus


class Cause(StrEnum):
    """Why the live database differs from the definitions."""

    PENDING = "pending"  # a revision is not yet applied
    UNRECORDED = "unrecorded"  # the definitions are newer than the last revision
    DRIFT = "drift"  # somebody changed the live database by hand


@dataclass(frozen=True, slots=True)
class Difference:
    """One object that differs: `change` turns live into wanted."""

    change: AnyChange
    cause: Cause
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffResult:
    """What `dbtool diff` found.

    Shape: `plan` brings live to the definitions; `unmodelled` are live objects that no kind claims;
           `unmade` are declared ones that no kind claims either and that live lacks;
           `held` are declared objects that the server's edition cannot hold, with the mode;
           `offers` are drops and creations that look like renames.
    """

    database: str
    differences: tuple[Difference, ...]
    plan: Plan
    unmodelled: tuple[str, ...] = ()
    unmade: tuple[str, ...] = ()
    held: Mapping[Key, str]
    objects: Mapping[str, int]
    seconds: float
    offers: tuple[Rename, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that `dbtool check` has to say.

    Shape: `name` is the rule's, `key` the object that it is about, `other` are further ones; `waived` is the
           reason for which it is accepted; `refused` says that the definitions cannot be built because of it.
    """

    code: str
    severity: str
    message: str
    hint: str | None = None
    origin: Origin | None = None
    name: str = ""
    key: Key | None = None
    other: tuple[Key, ...] = ()
    waived: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """What `dbtool check` found.

    Shape: `findings` stand in the order of the files, waived ones among them; `replayed` holds the revisions
           proved up, down and up, None if not asked. Where a finding is `refused`, nothing else is known.
    """

    database: str
    findings: tuple[Finding, ...]
    unrecorded: tuple[Change, ...]
    replayed: tuple[str, ...] | None
    objects: Mapping[str, int]
    seconds: float

    @property
    def refused(self) -> tuple[Finding, ...]:
        """The findings because of which the definitions cannot be built."""
        return tuple(finding for finding in self.findings if finding.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionResult:
    """The revision that was written, or None where nothing had changed; `offers` as in DiffResult."""

    database: str
    path: Path | None
    plan: Plan
    offers: tuple[Rename, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyItem:
    """One thing verified: state is ok, differs, held (emulated or skipped) or failing."""

    subject: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyResult:
    """Whether live is what was recorded."""

    database: str
    ok: bool
    items: tuple[VerifyItem, ...]
    objects: Mapping[str, int]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOutcome:
    """What `dbtool apply` did.

    Shape: `revisions` that were applied in order (empty for --direct); `held` as in DiffResult.
    """

    database: str
    revisions: tuple[str, ...]
    steps: int
    resumed: int
    warnings: tuple[str, ...]
    held: Mapping[Key, str]
    verified: VerifyResult | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What `dbtool apply` would run: per revision (or one direct plan) its steps and hazards.

    Shape: `offers` as in DiffResult, of a direct plan.
    """

    database: str
    parts: tuple[tuple[str, Plan], ...]
    refused: tuple[str, ...]
    offers: tuple[Rename, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusResult:
    """Where the live database stands against the repository.

    Shape: `upkeep` is None where this role may not see what maintenance has done.
    Units: `now` is the server's clock.
    """

    database: str
    url: str
    server: str
    edition: str
    current: str | None
    head: str | None
    pending: tuple[str, ...]
    unfinished: str | None
    held: Mapping[Key, str]
    details: Mapping[str, Any]
    now: datetime
    lifecycle: Lifecycle
    upkeep: MaintainStatus | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One revision: applied where `applied_at` is set."""

    revision: str
    message: str
    path: str
    applied_at: str | None = None
    by: str | None = None
    seconds: float | None = None
