"""`dbtool backup`: backups that are known to restore."""

from __future__ import annotations

from typing import Any

import typer

from dbtool.cli.backup.keeping import hold_command, prune_command, release_command
from dbtool.cli.backup.looking import list_command, show_command, status_command, verify_command
from dbtool.cli.backup.making import check_command, create_command, keygen_command
from dbtool.cli.backup.physical import base_command, pitr_app, push_command, wal_app
from dbtool.cli.backup.scheduling import external_command, schedule_command
from dbtool.cli.flatten import flattened
from dbtool.cli.plain_values import PlainGroup
from dbtool.errors import WrongUsage

KINDS = {"logical": "create", "base": "base"}


class Group(PlainGroup):
    """`dbtool backup DATABASE` is `dbtool backup create DATABASE`; other words are spelled as here."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["create", *args]
        return super().resolve_command(ctx, _spelled(args))


def _spelled(args: list[str]) -> list[str]:
    """Give `--json` as `--format json`, and `create --kind base` as `base`."""
    words = [each for word in args for each in (("--format", "json") if word == "--json" else (word,))]
    joined = [each for word in words for each in (word.split("=") if word.startswith("--kind=") else (word,))]
    if joined[:1] != ["create"] or "--kind" not in joined[:-1]:
        return joined
    place = joined.index("--kind")
    kind, rest = joined[place + 1], [*joined[1:place], *joined[place + 2 :]]
    if kind not in KINDS:
        raise WrongUsage(f"{kind} is no kind of backup", hint=f"write one of {', '.join(KINDS)}")
    return [KINDS[kind], *rest]


app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="Back databases up, and know that the backups restore.",
)
app.command("create")(flattened(create_command))
app.command("check")(flattened(check_command))
app.command("list")(flattened(list_command))
app.command("show")(flattened(show_command))
app.command("verify")(flattened(verify_command))
app.command("prune")(flattened(prune_command))
app.command("hold")(flattened(hold_command))
app.command("release")(flattened(release_command))
app.command("status")(flattened(status_command))
app.command("keygen")(flattened(keygen_command))
app.command("base")(flattened(base_command))
app.command("archive-push")(flattened(push_command))
app.command("schedule")(flattened(schedule_command))
app.command("external")(flattened(external_command))
app.add_typer(wal_app, name="wal")
app.add_typer(pitr_app, name="pitr")
