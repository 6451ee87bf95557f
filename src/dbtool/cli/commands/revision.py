"""`dbtool revision`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Format, OutputFormat, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects

if TYPE_CHECKING:
    from dbtool.operations.results import RevisionResult

Message = Annotated[
    str, typer.Option("--message", "-m", metavar="TEXT", help="What the revision is for, in a few words.")
]


def command(
    which: Which, source: Source, talk: Talk, message: Message, form: OutputFormat = Format.text
) -> ExitStatus:
    """Record what changed in the definitions as a new revision.

    The revision is proved on a scratch server, up and down, before it is written with the new state.json.
    """
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.diff.report_json import plan_values

    output = Output.of(talk)
    results, status = over_each(
        subjects(which, source),
        output,
        lambda subject, progress: api.revision(subject, message=message, progress=progress),
        stop=True,
    )
    if form is Format.json:
        values = (
            {
                "database": result.database,
                "path": str(result.path) if result.path else None,
                **plan_values(result.plan),
            }
            for result in results
        )
        output.data(json_text(values))
    else:
        output.marked("\n".join(map(_text, results)))
    return status


def _text(result: RevisionResult) -> str:
    from dbtool.cli.printing.common import wrapped
    from dbtool.diff.report import describe, mark
    from dbtool.diff.report_rows import counted

    if result.path is None:
        return f"{result.database}: nothing to record"
    lines = [f"{result.database}: {os.path.relpath(result.path)}, {counted(len(result.plan.steps), 'step')}"]
    for change in result.plan.changes:
        lines += wrapped(f"{mark(change)} {describe(change)}", "    ", "        ")
    if result.plan.hazards:
        lines.append(f"    hazards: {', '.join(result.plan.hazards)}")
    return "\n".join(lines)
