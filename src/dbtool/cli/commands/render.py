"""`dbtool render`."""

from __future__ import annotations

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects


def command(which: Which, source: Source, talk: Talk) -> ExitStatus:
    """Print the definitions as SQL, in the server's own spelling."""
    from dbtool import api

    output = Output.of(talk)
    results, status = over_each(
        subjects(which, source),
        output,
        lambda subject, progress: (subject.name, api.render(subject, progress=progress)),
    )
    heads = len(results) > 1
    output.data("\n".join(f"-- {name}\n\n{sql}" if heads else sql for name, sql in results))
    return status
