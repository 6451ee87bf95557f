"""`dbtool apply`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.asking import Runs, run_each
from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import (
    Allow,
    Format,
    Live,
    NoWait,
    OutputFormat,
    PlanOnly,
    RenameOption,
    Source,
    Talk,
    Which,
    Yes,
)
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects
from dbtool.errors import WrongUsage

if TYPE_CHECKING:
    from dbtool.cli.progress import Watch
    from dbtool.operations.results import ApplyOutcome, Preview
    from dbtool.settings import Subject

Direct = Annotated[bool, typer.Option("--direct", help="Go straight to the definitions, without revisions.")]
CreateDatabase = Annotated[
    bool, typer.Option("--create-database", help="Create the database where it is missing.")
]
Baseline = Annotated[
    bool,
    typer.Option("--baseline", help="Record the revisions as applied to a database that is what they make."),
]


def command(
    which: Which,
    source: Source,
    live: Live,
    talk: Talk,
    plan: PlanOnly = False,
    yes: Yes = False,
    allow: Allow = None,
    direct: Direct = False,
    create_database: CreateDatabase = False,
    no_wait: NoWait = False,
    baseline: Baseline = False,
    rename: RenameOption = None,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Bring the live database to the last revision, and verify it.

    On a terminal the plan is shown and a question asked; elsewhere --yes is needed. A run that was stopped
    goes on where it was when the command is given again.
    """
    from dbtool import api

    if source.definitions and not direct:
        raise WrongUsage("--definitions needs --direct: revisions come from the project's own definitions")
    if baseline:
        if direct or plan or create_database or source.definitions:
            raise WrongUsage("--baseline runs nothing", hint="leave the other ways to apply out")
        return _baseline(subjects(which, source, live, needs_live=True), Output.of(talk), form, not no_wait)
    if rename and not direct:
        raise WrongUsage("--rename needs --direct", hint="revisions have their renames: say it to `revision`")
    hazards = frozenset(allow or ())

    def preview(subject: Subject, progress: Watch) -> Preview:
        return api.preview(subject, direct=direct, allow=hazards, progress=progress)

    def run(subject: Subject, progress: Watch) -> ApplyOutcome:
        return api.apply(
            subject,
            direct=direct,
            allow=hazards,
            create_database=create_database,
            wait=not no_wait,
            progress=progress,
        )

    runs = Runs(preview, run, "Apply", "applied", creates=create_database)
    chosen = subjects(which, source, live, needs_live=True, renames=rename)
    return run_each(chosen, Output.of(talk), runs, plan=plan, yes=yes, form=form)


def _baseline(chosen: Sequence[Subject], output: Output, form: Format, wait: bool) -> ExitStatus:
    from dbtool import api
    from dbtool.cli.printing.apply import outcome_status, outcome_text, outcome_values
    from dbtool.cli.printing.common import json_text

    outcomes, status = over_each(
        chosen,
        output,
        lambda subject, progress: api.baseline(subject, wait=wait, progress=progress),
        stop=True,
    )
    if form is Format.json:
        output.data(json_text(map(outcome_values, outcomes)))
    else:
        output.marked("\n".join(outcome_text(outcome, "recorded as applied:") for outcome in outcomes))
    return worst([status, *map(outcome_status, outcomes)])
