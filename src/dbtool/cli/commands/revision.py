"""`dbtool revision`."""

from __future__ import annotations

from typing import Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Format, OutputFormat, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects

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
    from dbtool.cli.printing.revision import revision_text, revision_values

    output = Output.of(talk)
    results, status = over_each(
        subjects(which, source),
        output,
        lambda subject, progress: api.revision(subject, message=message, progress=progress),
        stop=True,
    )
    if form is Format.json:
        output.data(json_text(map(revision_values, results)))
    else:
        output.marked("\n".join(map(revision_text, results)))
    return status
