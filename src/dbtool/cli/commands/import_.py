"""`dbtool import`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dbtool.cli.exit_status import ExitStatus, worst
from dbtool.cli.importing import Narrowed, destination, is_document, name_of, url_of
from dbtool.cli.options import CHOOSING, Format, OutputFormat, Scratch, Talk
from dbtool.cli.output import Output
from dbtool.cli.subjects import chosen_project
from dbtool.errors import WrongUsage

if TYPE_CHECKING:
    from dbtool.operations.import_write import Destination
    from dbtool.settings import Project

From = Annotated[
    str,
    typer.Option(
        "--from", metavar="SOURCE", help="A URL, a target of dbtool.toml, or an SQL or Markdown file."
    ),
]
Database = Annotated[
    str | None,
    typer.Argument(metavar="DATABASE", help="Its name among the definitions; else the source's own."),
]
To = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Where the files go instead of the project's folders.")
]
Force = Annotated[bool, typer.Option("--force", help="Write over files that are there.")]
At = Annotated[
    Path | None,
    typer.Option(
        "--project", metavar="PATH", help="The project's folder or dbtool.toml.", rich_help_panel=CHOOSING
    ),
]


def command(
    source: From,
    narrowed: Narrowed,
    scratch: Scratch,
    talk: Talk,
    database: Database = None,
    to: To = None,
    force: Force = False,
    project: At = None,
    form: OutputFormat = Format.text,
) -> ExitStatus:
    """Make definitions of a live database, or of the SQL in a document.

    The source is only read. What was written is proved on a scratch server: built from the files, the
    database must be the one that was read. Status 1 says that it is not, and what differs.
    """
    found = chosen_project(project)
    output = Output.of(talk)
    if is_document(source):
        place = destination(name_of(source, database), found, to, scratch, force=force)
        return _document(Path(source), place, narrowed, output, form)
    url = url_of(source, database, found)
    place = destination(name_of(url, database), found, to, scratch, force=force)
    return _live(url, place, narrowed, None if to else found, output, form)


def _live(
    url: str,
    place: Destination,
    narrowed: Narrowed,
    project: Project | None,
    output: Output,
    form: Format,
) -> ExitStatus:
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.import_ import files_text, import_text, import_values, writing_status

    with output.progress(place.name) as progress:
        found = api.import_live(narrowed.of(url), place, progress=progress)
    if form is Format.json:
        output.data(json_text([import_values(found)]))
    else:
        output.data(files_text(found.writing))
        output.say(import_text(found))
    if project is not None:
        _next(place, project, output)
    return writing_status(found.writing)


def _next(place: Destination, project: Project, output: Output) -> None:
    from dbtool import api

    if place.name not in project.databases:
        section = "\n    ".join(api.project_section(place.name).splitlines())
        output.talk(f"add to dbtool.toml:\n    {section}")
    output.talk(
        f"next: dbtool revision {place.name} -m baseline, then dbtool apply {place.name} --baseline "
        "on the database that this was read from"
    )


def _document(path: Path, place: Destination, narrowed: Narrowed, output: Output, form: Format) -> ExitStatus:
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.import_ import files_text, writing_lines, writing_status, writing_values
    from dbtool.cli.printing.import_findings import document_values, findings_text, import_status

    if narrowed.said:
        raise WrongUsage("--schema, --role and --no-owner are for live databases", hint="leave them out")
    with output.progress(place.name) as progress:
        found = api.import_document(
            path,
            default_schema=place.default_schema,
            scratch_url=place.scratch_url,
            provider=place.provider,
            progress=progress,
        )
        writing = api.write_definitions(found.database, found.base, place, progress=progress)
    if form is Format.json:
        values = {"database": place.name, **writing_values(writing), **document_values(found)}
        output.data(json_text([values]))
    else:
        output.data(files_text(writing))
        output.say(findings_text(found))
        output.say("\n".join(writing_lines(writing)))
    return worst([writing_status(writing), import_status(found)])
