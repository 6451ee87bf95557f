"""What apply and rollback share: show the plan, ask, run, report."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.offers import warn, with_agreed
from dbtool.cli.options import Format
from dbtool.errors import DatabaseMissing, DbtoolError, WrongUsage

if TYPE_CHECKING:
    from dbtool.cli.output import Output
    from dbtool.cli.progress import Watch
    from dbtool.operations.results import ApplyOutcome, Preview
    from dbtool.settings import Subject


@dataclass(frozen=True)
class Runs:
    """A verb that changes databases.

    Shape: `verb` is the question's, `done` the report's word; `creates` says that a missing database is made.
    """

    preview: Callable[[Subject, Watch], Preview]
    run: Callable[[Subject, Watch], ApplyOutcome]
    verb: str
    done: str
    creates: bool = False


class NotConfirmed(DbtoolError):
    """The person at the terminal said no."""

    code = "not-confirmed"


def run_each(
    subjects: Sequence[Subject], output: Output, runs: Runs, *, plan: bool, yes: bool, form: Format
) -> ExitStatus:
    """Run the verb on each database after the plan was shown and agreed to, and print what was done.

    Errors: WrongUsage where somebody would have to be asked and nobody can be.
    """
    if plan:
        return _plan_each(subjects, output, runs, form)
    if not yes and not sys.stdin.isatty():
        raise WrongUsage(
            f"{runs.verb.lower()} changes the database, and there is no terminal to ask at",
            hint="say --yes to run it, or --plan to see what would run",
        )

    def work(subject: Subject, progress: Watch) -> ApplyOutcome:
        if not yes:
            subject = _agree(subject, progress, output, runs)
        try:
            return runs.run(subject, progress)
        except KeyboardInterrupt:
            progress.end()
            output.talk("what was done is recorded; the same command goes on from there")
            raise

    outcomes, status = over_each(subjects, output, work, stop=True)
    return _report(outcomes, output, runs, form, status)


def _report(
    outcomes: Sequence[ApplyOutcome], output: Output, runs: Runs, form: Format, status: ExitStatus
) -> ExitStatus:
    from dbtool.cli.printing.apply import outcome_status, outcome_text, outcome_values
    from dbtool.cli.printing.common import json_text

    if form is Format.json:
        output.data(json_text(map(outcome_values, outcomes)))
    else:
        output.marked("\n".join(outcome_text(outcome, runs.done) for outcome in outcomes))
    return worst([status, *map(outcome_status, outcomes)])


def _plan_each(subjects: Sequence[Subject], output: Output, runs: Runs, form: Format) -> ExitStatus:
    """Print what would run; what would be refused gives the refusal's status."""
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.plan import plan_text, preview_values

    previews, status = over_each(subjects, output, runs.preview)
    for preview in previews:
        warn(preview.offers, output)
    if form is Format.json:
        output.data(json_text(map(preview_values, previews)))
    else:
        output.data("\n\n".join(map(plan_text, previews)))
    refused = any(preview.refused for preview in previews)
    return worst([status, ExitStatus.HAZARD_REFUSED if refused else ExitStatus.DONE])


def _agree(subject: Subject, progress: Watch, output: Output, runs: Runs) -> Subject:
    """Show the plan and ask; give the subject with what was found to be renamed. Errors: NotConfirmed."""
    from dbtool.cli.printing.plan import plan_text, steps_in
    from dbtool.diff.report_rows import counted

    try:
        preview = runs.preview(subject, progress)
    except DatabaseMissing:
        if not runs.creates:
            raise
        progress.end()
        question = f"{subject.name} does not exist on {subject.target.name}. Create it and apply everything?"
    else:
        progress.end()
        renamed = with_agreed(subject, preview.offers, output) if preview.offers else None
        if renamed:
            subject, preview = renamed, runs.preview(renamed, progress)
            progress.end()
        if steps_in(preview):
            output.say(plan_text(preview))
        if preview.refused or not steps_in(preview):
            # Nothing to ask about: the run itself refuses, or finds nothing to do.
            return subject
        steps = counted(steps_in(preview), "step")
        question = f"{runs.verb} {steps} on {subject.name} ({subject.target.name})?"
    if not output.ask(question):
        raise NotConfirmed("not confirmed, nothing was changed")
    return subject
