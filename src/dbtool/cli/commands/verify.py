"""`dbtool verify`."""

from __future__ import annotations

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import Format, Live, OutputFormat, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects


def command(
    which: Which, source: Source, live: Live, talk: Talk, form: OutputFormat = Format.text
) -> ExitStatus:
    """Say whether the live database is what was recorded.

    Also whether its jobs run, and what was declared but is not in force on this server's edition.
    """
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.verify import verify_status, verify_text, verify_values

    output = Output.of(talk)
    results, status = over_each(
        subjects(which, source, live, needs_live=True),
        output,
        lambda subject, progress: api.verify(subject, progress=progress),
    )
    if form is Format.json:
        output.data(json_text(map(verify_values, results)))
    else:
        output.marked("\n".join(map(verify_text, results)))
    return worst([status, *map(verify_status, results)])
