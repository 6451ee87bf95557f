"""`dbtool pool`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

import typer

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.options import TALKING, Live, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import subjects
from dbtool.errors import WrongUsage

_VERSION = re.compile(r"([0-9]+)\.([0-9]+)(\.[0-9]+)?")


class PoolFormat(StrEnum):
    """For which pooler."""

    ini = "ini"


class PoolMode(StrEnum):
    """How long a client keeps a server connection."""

    transaction = "transaction"
    session = "session"


def _version(text: str) -> tuple[int, int]:
    found = _VERSION.fullmatch(text)
    if found is None:
        raise WrongUsage(f"--pgbouncer {text}: this is no version", hint="write 1.21")
    return int(found[1]), int(found[2])


Mode = Annotated[PoolMode, typer.Option("--mode", help="When a server connection goes to the next client.")]
Pooler = Annotated[
    str, typer.Option("--pgbouncer", metavar="VERSION", help="The PgBouncer that reads the file.")
]
Form = Annotated[
    PoolFormat, typer.Option("--format", help="How to print the result.", rich_help_panel=TALKING)
]


def command(
    which: Which,
    source: Source,
    live: Live,
    talk: Talk,
    mode: Mode = PoolMode.transaction,
    pgbouncer: Pooler = "1.21",
    form: Form = PoolFormat.ini,
) -> ExitStatus:
    """Print a pgbouncer.ini for the databases of a target.

    The pools are as large as the server has room: it is asked, or an assumption says so. No password is in
    the file.
    """
    from dbtool import api
    from dbtool.cli.printing.pool import pool_ini

    output, version = Output.of(talk), _version(pgbouncer)
    chosen = subjects(which, source, live)
    with output.progress() as progress:
        result = api.pool(chosen, progress=progress)
    for server in result.servers:
        if server.assumed:
            output.talk(f"{server.host}:{server.port} was not asked: {server.assumed}")
    output.data(pool_ini(result, mode=mode.value, pgbouncer=version))
    return ExitStatus.DONE
