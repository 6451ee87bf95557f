"""`dbtool doctor`."""

from __future__ import annotations

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import Format, Live, OutputFormat, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import live_subjects


def command(
    which: Which, source: Source, live: Live, talk: Talk, form: OutputFormat = Format.text
) -> ExitStatus:
    """Say what a live database suffers from, and what to do about it.

    Versions, settings, rights, sessions, WAL, bloat, slow statements. Reads only. What this role may not see
    is said, with the GRANT that would allow it. With --url alone no project is needed.
    """
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.doctor import doctor_status, doctor_text, doctor_values

    output = Output.of(talk)
    results, status = over_each(
        live_subjects(which, source, live),
        output,
        lambda subject, progress: api.doctor(subject, progress=progress),
    )
    if form is Format.json:
        output.data(json_text(map(doctor_values, results)))
    else:
        output.marked("\n\n".join(map(doctor_text, results)))
    return worst([status, *map(doctor_status, results)])
