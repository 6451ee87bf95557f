"""`dbtool status`."""

from __future__ import annotations

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Format, Live, OutputFormat, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import live_subjects


def command(which: Which, live: Live, talk: Talk, form: OutputFormat = Format.text) -> ExitStatus:
    """Say where the live database stands: its revision, what is pending, its server.

    Also of each hypertable its chunks, size, age and what its policies take next, and the scheduler's jobs.
    With --url alone no project is needed.
    """
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.status import status_text, status_values

    output = Output.of(talk)
    chosen = live_subjects(which, None, live)
    results, status = over_each(chosen, output, lambda subject, _progress: api.status(subject))
    if form is Format.json:
        output.data(json_text(map(status_values, results)))
    else:
        output.data("\n".join(map(status_text, results)))
    return status
