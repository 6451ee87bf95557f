"""`dbtool demo`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import Format, OutputFormat, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import chosen_project, subjects
from dbtool.errors import WrongUsage
from dbtool.settings import PROJECT_FILE, SANDBOX, Subject, Target, overlaid

if TYPE_CHECKING:
    from dbtool.cli.progress import Watch
    from dbtool.operations.results import ApplyOutcome

Provider = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Where the server comes from: url, docker, local or cache."),
]
Project = Annotated[Path | None, typer.Option(metavar="PATH", help="The project's folder or dbtool.toml.")]


def command(
    talk: Talk, provider: Provider = None, project: Project = None, form: OutputFormat = Format.text
) -> ExitStatus:
    """Bring up a sandbox and build every database of the project in it.

    Safe to run again: what is there already is only verified. The sandbox lives until `dbtool sandbox stop`.
    """
    from dbtool.cli.printing.apply import outcome_status, outcome_values
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.demo import demo_text
    from dbtool.server import sandbox

    output = Output.of(talk)
    chosen = _subjects(project)
    server = "the enclosing sandbox"
    if not os.environ.get(sandbox.URL_VARIABLE):
        server = sandbox.start(provider, say=output.talk).describe()
    outcomes, status = over_each(chosen, output, _build)
    if form is Format.json:
        output.data(json_text(map(outcome_values, outcomes)))
    else:
        output.marked(demo_text(outcomes, server))
    return worst([status, *map(outcome_status, outcomes)])


def _subjects(path: Path | None) -> tuple[Subject, ...]:
    """Give every database of the project, on its target `sandbox` or one that stands in for it."""
    project = chosen_project(path)
    if project is None:
        raise WrongUsage(
            f"there is no {PROJECT_FILE} here or above", hint="make a project with `dbtool init`"
        )
    stand_in = Target(name=SANDBOX, url=SANDBOX, community_features="emulate", allow=("all",))
    target = replace(project.targets.get(SANDBOX, stand_in), url=SANDBOX)
    return tuple(
        replace(
            subject,
            target=target,
            url=SANDBOX,
            variables=overlaid(project.database(subject.name).variables, target.variables),
        )
        for subject in subjects(Which(every=True, project=path))
    )


def _build(subject: Subject, progress: Watch) -> ApplyOutcome:
    from dbtool import api

    return api.apply(
        subject,
        direct=False,
        allow=frozenset(["all"]),
        create_database=True,
        wait=True,
        progress=progress,
    )
