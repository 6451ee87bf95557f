"""Every error that dbtool raises on purpose: a code, one sentence, a next step and a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """Where in a definition something was written.

    Units: `line` and `column` count from 1; 0 means that only the file is known.
    """

    file: str
    line: int = 0
    column: int = 0

    @classmethod
    def of(cls, path: Path) -> Origin:
        """Give the origin that is a whole file."""
        return cls(str(from_here(path)))

    def __str__(self) -> str:
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


def from_here(path: Path) -> Path:
    """Give the path as a person at this place would write it: relative where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


class DbtoolError(Exception):
    """An error with a next step.

    `code` is stable and documented; `message` is one sentence; `hint` says what to do; `origin` says where.
    """

    code = "error"

    def __init__(self, message: str, *, hint: str | None = None, origin: Origin | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.origin = origin

    def __str__(self) -> str:
        place = f"{self.origin}: " if self.origin else ""
        return f"{place}{self.message}"


class WrongUsage(DbtoolError):
    """The command line or the project file asks for something that cannot be."""

    code = "wrong-usage"


class InvalidDefinition(DbtoolError):
    """One definition is not valid."""

    code = "invalid-definition"


class InvalidDefinitions(DbtoolError):
    """All the errors that one load of the definitions found, in file order."""

    code = "invalid-definitions"

    def __init__(self, errors: Sequence[InvalidDefinition]) -> None:
        self.errors = tuple(sorted(errors, key=lambda e: e.origin or Origin("")))
        count = len(self.errors)
        super().__init__(f"{count} error{'s' if count != 1 else ''} in the definitions")


class ServerUnavailable(DbtoolError):
    """No server could be reached or started."""

    code = "server-unavailable"


class DatabaseMissing(ServerUnavailable):
    """The server answers, but the database does not exist."""

    code = "database-missing"


class InsufficientRights(DbtoolError):
    """The role lacks a right that the step needs."""

    code = "insufficient-rights"


class StepFailed(DbtoolError):
    """The server refused a statement of a plan or a revision."""

    code = "step-failed"


class HazardRefused(DbtoolError):
    """A plan contains hazards that nobody allowed."""

    code = "hazard-refused"


class PlanIsStale(DbtoolError):
    """The database is no longer the one that the plan was made for."""

    code = "plan-is-stale"


class PlanNotProved(DbtoolError):
    """The plan, run on scratch, did not give the wanted database."""

    code = "plan-not-proved"


class CommunityRequired(DbtoolError):
    """The definitions need the Community edition of TimescaleDB and the server has not got it."""

    code = "community-required"


class LockedByAnother(DbtoolError):
    """Another dbtool works on this database."""

    code = "locked-by-another"


class LedgerConflict(DbtoolError):
    """The database's revision history and the repository's do not fit together."""

    code = "ledger-conflict"


class VerificationFailed(DbtoolError):
    """The live database is not what was recorded."""

    code = "verification-failed"
