"""`dbtool roles`: the roles of a server, and their passwords."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dbtool.cli.each import over_each
from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.flatten import flattened
from dbtool.cli.options import TALKING, Format, Live, PlanOnly, Source, Talk, Which
from dbtool.cli.output import Output
from dbtool.cli.subjects import live_subjects

app = typer.Typer(no_args_is_help=True, help="The roles of a server, and their passwords.")

Role = Annotated[str, typer.Argument(metavar="ROLE", help="The role.", show_default=False)]
From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="REFERENCE",
        help="Where the password is: env:NAME, file:PATH or command:WORDS; else as declared.",
    ),
]
To = Annotated[
    Path | None,
    typer.Option("--to", metavar="FILE", help="Make a new password, and write it to this file."),
]
End = Annotated[bool, typer.Option("--end-sessions", help="End the role's open sessions.")]
Owner = Annotated[str, typer.Option("--to", metavar="ROLE", help="Who gets what the role owns.")]
Check = Annotated[
    bool, typer.Option("--check", help="Exit status 5 where a password differs or has a warning.")
]
Form = Annotated[Format, typer.Option("--format", help="How to print the result.", rich_help_panel=TALKING)]


def list_command(
    which: Which, source: Source, live: Live, talk: Talk, check: Check = False, form: Form = Format.text
) -> ExitStatus:
    """List roles: what they belong to, and whether the server's password is the declared one."""
    from dbtool import api
    from dbtool.cli.printing.common import json_text
    from dbtool.cli.printing.roles import roles_text, roles_values

    output = Output.of(talk)
    chosen = live_subjects(which, source, live)
    results, status = over_each(chosen, output, lambda subject, _progress: api.list_roles(subject))
    if form is Format.json:
        output.data(json_text([roles_values(result) for result in results]))
    else:
        output.data("\n".join(map(roles_text, results)))
    wrong = any(role.warnings for result in results for role in result.roles)
    return ExitStatus.VERIFICATION_FAILED if check and wrong and status is ExitStatus.DONE else status


def password_command(
    role: Role, which: Which, source: Source, live: Live, talk: Talk, given: From = None
) -> ExitStatus:
    """Set a role's password to what its definition refers to; the server sees a verifier only."""
    from dbtool import api
    from dbtool.cli.printing.roles import password_text

    output = Output.of(talk)
    results, status = over_each(
        live_subjects(which, source, live),
        output,
        lambda subject, progress: api.set_role_password(subject, role, source=given, progress=progress),
        stop=True,
    )
    output.data("\n".join(map(password_text, results)))
    return status


def rotate_command(
    role: Role,
    which: Which,
    source: Source,
    live: Live,
    talk: Talk,
    given: From = None,
    to: To = None,
    end_sessions: End = False,
) -> ExitStatus:
    """Give a role another password, log in with it, and put the old one back where that fails."""
    from dbtool import api
    from dbtool.cli.printing.roles import password_text

    output = Output.of(talk)
    results, status = over_each(
        live_subjects(which, source, live),
        output,
        lambda subject, progress: api.rotate_role_password(
            subject, role, source=given, to=to, end_sessions=end_sessions, progress=progress
        ),
        stop=True,
    )
    output.data("\n".join(map(password_text, results)))
    return status


def retire_command(
    role: Role,
    which: Which,
    source: Source,
    live: Live,
    talk: Talk,
    owner: Owner,
    end_sessions: End = False,
    plan: PlanOnly = False,
) -> ExitStatus:
    """Drop a role for good: what it owns goes to another role, in every database of the server."""
    from dbtool import api
    from dbtool.cli.printing.roles import retire_text

    output = Output.of(talk)
    results, status = over_each(
        live_subjects(which, source, live)[:1],
        output,
        lambda subject, progress: api.retire_role(
            subject, role, to=owner, end_sessions=end_sessions, plan=plan, progress=progress
        ),
        stop=True,
    )
    output.data("\n".join(map(retire_text, results)))
    return status


app.command("list")(flattened(list_command))
app.command("password")(flattened(password_command))
app.command("rotate")(flattened(rotate_command))
app.command("retire")(flattened(retire_command))
