"""`dbtool history`."""

from __future__ import annotations

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Format, Live, OutputFormat, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects


def command(which: Which, live: Live, talk: Talk, form: OutputFormat = Format.text) -> ExitStatus:
    """List the revisions, and when each was applied."""
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.status import history_text, history_values

    output = Output.of(talk)
    chosen = subjects(which, live=live, needs_live=True)
    results, status = over_each(
        chosen, output, lambda subject, _progress: (subject.name, api.history(subject))
    )
    if form is Format.json:
        output.data(json_text(history_values(*result) for result in results))
    else:
        output.data("\n".join(history_text(*result) for result in results))
    return status
