"""`dbtool init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.importing import Narrowed, name_of
from dbtool.cli.options import Scratch, Talk
from dbtool.cli.output import Output
from dbtool.errors import WrongUsage

Folder = Annotated[Path, typer.Argument(help="Where the project goes; made if it is not there.")]
Name = Annotated[
    str | None, typer.Option(metavar="NAME", help="The first database's name; else the folder's.")
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="URL", help="Begin with the definitions of a live database."),
]


def command(
    talk: Talk,
    narrowed: Narrowed,
    scratch: Scratch,
    folder: Folder = Path("."),
    name: Name = None,
    source: From = None,
) -> ExitStatus:
    """Make a new project in a folder.

    Writes a dbtool.toml and a first definition, or those of a live database; nothing is overwritten.
    """
    from dbtool import api

    output = Output.of(talk)
    inside = "" if folder == Path(".") else f"cd {folder} && "
    if source is not None:
        return _from(source, folder, name, narrowed, scratch, output, inside)
    if narrowed.said or scratch != Scratch():
        raise WrongUsage("these options are of --from URL", hint="say which database to begin with")
    for path in api.init(folder, name=name):
        output.data(str(path))
    output.talk(f"next: {inside}dbtool check, then dbtool revision -m 'first tables'")
    return ExitStatus.DONE


def _from(
    source: str,
    folder: Path,
    name: str | None,
    narrowed: Narrowed,
    scratch: Scratch,
    output: Output,
    inside: str,
) -> ExitStatus:
    from dbtool import api
    from dbtool.cli.printing.import_ import files_text, import_text, writing_status

    database = name_of(source, name)
    place = api.Destination(
        name=database,
        folders=api.convention(folder.absolute(), database),
        scratch_url=scratch.scratch_url,
        provider=scratch.provider,
    )
    with output.progress(database) as progress:
        found = api.init_from(folder, narrowed.of(source), place, progress=progress)
    output.data(files_text(found.writing))
    output.say(import_text(found))
    output.talk(f"next: {inside}dbtool revision -m baseline, then dbtool apply --baseline --url URL")
    return writing_status(found.writing)
