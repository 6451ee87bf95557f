"""`dbtool rollback`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.asking import Runs, run_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Allow, Format, Live, NoWait, OutputFormat, PlanOnly, Talk, Which, Yes
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects
from dbtool.errors import WrongUsage

if TYPE_CHECKING:
    from dbtool.cli.progress import Watch
    from dbtool.operations.results import ApplyOutcome, Preview
    from dbtool.settings import Subject

Steps = Annotated[
    int | None, typer.Option("--steps", min=1, metavar="N", help="How many revisions to take back; else one.")
]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="REVISION", help="The revision to go back to; `base` is before the first."),
]


def command(
    which: Which,
    live: Live,
    talk: Talk,
    steps: Steps = None,
    to: To = None,
    plan: PlanOnly = False,
    yes: Yes = False,
    allow: Allow = None,
    no_wait: NoWait = False,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Take revisions back, newest first.

    On a terminal the plan is shown and a question asked; elsewhere --yes is needed.
    """
    from dbtool import api

    if steps is not None and to is not None:
        raise WrongUsage("--steps and --to say the same thing twice", hint="leave one of the two out")
    hazards = frozenset(allow or ())

    def preview(subject: Subject, progress: Watch) -> Preview:
        return api.rollback_preview(subject, steps=steps, to=to, allow=hazards, progress=progress)

    def run(subject: Subject, progress: Watch) -> ApplyOutcome:
        return api.rollback(subject, steps=steps, to=to, allow=hazards, wait=not no_wait, progress=progress)

    runs = Runs(preview, run, "Roll back", "took back")
    chosen = subjects(which, live=live, needs_live=True)
    return run_each(chosen, Output.of(talk), runs, plan=plan, yes=yes, form=form)
