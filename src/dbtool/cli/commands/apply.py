"""`dbtool apply`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.asking import Runs, run_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Allow, Format, Live, NoWait, OutputFormat, PlanOnly, Source, Talk, Which, Yes
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
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Bring the live database to the last revision, and verify it.

    On a terminal the plan is shown and a question asked; elsewhere --yes is needed. A run that was stopped
    goes on where it was when the command is given again.
    """
    from dbtool import api

    if source.definitions and not direct:
        raise WrongUsage("--definitions needs --direct: revisions come from the project's own definitions")
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
    chosen = subjects(which, source, live, needs_live=True)
    return run_each(chosen, Output.of(talk), runs, plan=plan, yes=yes, form=form)
