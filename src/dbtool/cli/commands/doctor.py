"""`dbtool doctor`."""

from __future__ import annotations

from pathlib import Path

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.options import Format, Live, OutputFormat, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import chosen_project, subjects
from dbtool.settings import Subject, Target


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
        _patients(which, source, live),
        output,
        lambda subject, progress: api.doctor(subject, progress=progress),
    )
    if form is Format.json:
        output.data(json_text(map(doctor_values, results)))
    else:
        output.marked("\n\n".join(map(doctor_text, results)))
    return worst([status, *map(doctor_status, results)])


def _patients(which: Which, source: Source, live: Live) -> tuple[Subject, ...]:
    """Give the chosen subjects; a URL alone is enough where no project is near."""
    asked = which.databases or which.every or which.project or source.definitions
    if asked or live.url is None or chosen_project(None) is not None:
        return subjects(which, source, live, needs_live=True)
    from dbtool.execute.connect import database_name

    timeout = live.statement_timeout or 0
    target = Target(name="url", statement_timeout_ms=timeout)
    return (Subject(name=database_name(live.url), sources=(), root=Path.cwd(), target=target, url=live.url),)
