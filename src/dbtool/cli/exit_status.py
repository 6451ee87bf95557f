"""What dbtool's exit statuses mean, and which error gives which."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from dbtool.errors import DbtoolError, HazardRefused, VerificationFailed, WrongUsage


class ExitStatus(IntEnum):
    """The exit status of a command."""

    DONE = 0  # done, or nothing to do
    FAILURE = 1
    WRONG_USAGE = 2
    DIFFERENCES = 3  # what was compared is not equal
    HAZARD_REFUSED = 4
    VERIFICATION_FAILED = 5
    INTERRUPTED = 130


# Of several databases' statuses the first one here that occurs is the command's.
PRECEDENCE = (
    ExitStatus.INTERRUPTED,
    ExitStatus.WRONG_USAGE,
    ExitStatus.FAILURE,
    ExitStatus.HAZARD_REFUSED,
    ExitStatus.VERIFICATION_FAILED,
    ExitStatus.DIFFERENCES,
)


def status_of(error: DbtoolError) -> ExitStatus:
    """Give the exit status of an error; whatever has none of its own is a failure."""
    match error:
        case WrongUsage():
            return ExitStatus.WRONG_USAGE
        case HazardRefused():
            return ExitStatus.HAZARD_REFUSED
        case VerificationFailed():
            return ExitStatus.VERIFICATION_FAILED
        case _:
            return ExitStatus.FAILURE


def worst(statuses: Iterable[ExitStatus]) -> ExitStatus:
    """Give the status that a run over several databases ends with."""
    found = set(statuses)
    return next((status for status in PRECEDENCE if status in found), ExitStatus.DONE)
