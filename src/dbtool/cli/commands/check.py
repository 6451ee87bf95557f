"""`dbtool check`."""

from __future__ import annotations

from typing import Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import Format, OutputFormat, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects

Replay = Annotated[
    bool, typer.Option("--replay", help="Prove the revisions too: up from empty, down, and up again.")
]


def command(
    which: Which, source: Source, talk: Talk, replay: Replay = False, form: OutputFormat = Format.text
) -> ExitStatus:
    """Say whether the definitions are valid and recorded; no live database is needed."""
    from dbtool import api
    from dbtool.cli.printing.check import check_status, check_text, check_values
    from dbtool.cli.printing.common import json_text

    output = Output.of(talk)
    results, status = over_each(
        subjects(which, source),
        output,
        lambda subject, progress: api.check(subject, replay=replay, progress=progress),
    )
    if form is Format.json:
        output.data(json_text(map(check_values, results)))
    else:
        output.marked("\n".join(map(check_text, results)))
    return worst([status, *map(check_status, results)])
