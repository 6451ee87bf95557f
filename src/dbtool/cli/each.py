"""The same verb over several databases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol, TypeVar

from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.errors import DbtoolError

if TYPE_CHECKING:
    from dbtool.cli.output import Output
    from dbtool.cli.progress import Watch


class Named(Protocol):
    """What a verb works on."""

    @property
    def name(self) -> str: ...


Result = TypeVar("Result")
One = TypeVar("One", bound=Named)


def over_each(
    subjects: Sequence[One],
    output: Output,
    work: Callable[[One, Watch], Result],
    *,
    stop: bool = False,
) -> tuple[list[Result], ExitStatus]:
    """Give the results of those that worked, and the status that the others leave.

    An error in one database is told and does not keep the others from being looked at; with `stop`, for work
    that changes something, those after it are left alone and named.
    """
    results: list[Result] = []
    statuses: list[ExitStatus] = []
    for number, subject in enumerate(subjects, start=1):
        try:
            with output.progress(subject.name) as progress:
                results.append(work(subject, progress))
        except Exception as error:
            statuses.append(output.fail(_told(error), subject.name if len(subjects) > 1 else ""))
            if stop and subjects[number:]:
                output.talk(f"not tried: {', '.join(left.name for left in subjects[number:])}")
            if stop:
                break
    return results, worst(statuses)


def _told(error: Exception) -> DbtoolError:
    """Give the error as one of dbtool's own; what is a fault of dbtool goes on as it is."""
    if isinstance(error, DbtoolError):
        return error
    from dbtool.execute.failures import refusal

    told = refusal(error)
    if told is None:
        raise error
    return told
