"""`dbtool init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import Talk
from dbtool.cli.output import Output

Folder = Annotated[Path, typer.Argument(help="Where the project goes; made if it is not there.")]
Name = Annotated[
    str | None, typer.Option(metavar="NAME", help="The first database's name; else the folder's.")
]


def command(talk: Talk, folder: Folder = Path("."), name: Name = None) -> ExitStatus:
    """Make a new project in a folder.

    Writes a dbtool.toml and a first definition; nothing is overwritten.
    """
    from dbtool import api

    output = Output.of(talk)
    for path in api.init(folder, name=name):
        output.data(str(path))
    inside = "" if folder == Path(".") else f"cd {folder} && "
    output.talk(f"next: {inside}dbtool check, then dbtool revision -m 'first tables'")
    return ExitStatus.DONE
