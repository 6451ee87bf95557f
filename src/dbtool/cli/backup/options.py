"""Options of `dbtool backup` and `dbtool restore`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from dbtool.cli.options import CHOOSING
from dbtool.durations import milliseconds
from dbtool.errors import WrongUsage

PROTECTING = "Encryption"


class Encryption(StrEnum):
    """How a backup is encrypted."""

    age = "age"
    gpg = "gpg"
    none = "none"


@dataclass(frozen=True, kw_only=True)
class Where:
    """Which repository."""

    repository: Annotated[
        str | None,
        typer.Option(
            "--repository",
            "--to",
            "--from",
            metavar="PLACE",
            help="The folder or URL (s3://, gs://, az://) of the backups.",
            rich_help_panel=CHOOSING,
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Writers:
    """Who may read what is written."""

    recipient: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY",
            help="Who may read it: a recipient of age, or a full fingerprint of gpg; may be repeated.",
            rich_help_panel=PROTECTING,
        ),
    ] = None
    encryption: Annotated[
        Encryption | None,
        typer.Option(help="The scheme; else the recipients say it.", rich_help_panel=PROTECTING),
    ] = None
    no_encryption: Annotated[
        bool, typer.Option("--no-encryption", help="Write it in clear.", rich_help_panel=PROTECTING)
    ] = False

    @property
    def asked(self) -> str | None:
        """The scheme that was asked for. Errors: WrongUsage for two of them."""
        if self.no_encryption and (self.recipient or self.encryption not in (None, Encryption.none)):
            raise WrongUsage("--no-encryption leaves nothing to encrypt for", hint="leave one of them out")
        return Encryption.none.value if self.no_encryption else self.encryption and self.encryption.value


@dataclass(frozen=True, kw_only=True)
class Readers:
    """With which key."""

    identity: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="The file with the identity that reads it.", rich_help_panel=PROTECTING
        ),
    ] = None


class Level(StrEnum):
    """How far a backup is looked at."""

    checksum = "checksum"
    decode = "decode"
    drill = "drill"
    restore = "restore"


class AfterBackup(StrEnum):
    """How far a new backup is looked at."""

    none = "none"
    checksum = "checksum"
    decode = "decode"
    drill = "drill"
    restore = "restore"


class Fingerprint(StrEnum):
    """What of the rows is kept to compare with."""

    none = "none"
    counted = "count"
    hashed = "hash"


class Roles(StrEnum):
    """What of the roles is kept."""

    auto = "auto"
    no_passwords = "no-passwords"
    skip = "skip"


def _duration(text: str) -> int:
    try:
        return milliseconds(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _rate(text: str) -> int:
    from dbtool.backup.sizes import bytes_of

    try:
        return bytes_of(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _age(text: str) -> Any:
    from dbtool.backup.sizes import age_of

    try:
        return age_of(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Tables = Annotated[
    list[str] | None,
    typer.Option("--tables", "--table", metavar="GLOB", help="Only these tables; may be repeated."),
]
ExcludeData = Annotated[
    list[str] | None,
    typer.Option(metavar="GLOB", help="Leave the rows of these tables out; may be repeated."),
]
LockWait = Annotated[
    int | None, typer.Option(parser=_duration, metavar="DURATION", help="How long the dump waits for a lock.")
]
Timeout = Annotated[
    int | None,
    typer.Option(parser=_duration, metavar="DURATION", help="End a dump that takes longer: 30min, 6h."),
]
Rate = Annotated[
    int | None,
    typer.Option(parser=_rate, metavar="SIZE", help="Read no more than this in a second: 20M."),
]
Compression = Annotated[int | None, typer.Option("--level", metavar="N", help="The level of zstd.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait for another run instead of leaving.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would be done, and do nothing.")]
After = Annotated[AfterBackup, typer.Option("--verify", help="Look at the new backup, so far.")]
FingerprintOption = Annotated[
    Fingerprint | None, typer.Option(help="Keep counts of all rows to compare with, or hashes too.")
]
RolesOption = Annotated[Roles | None, typer.Option(help="Roles, with passwords or without, or none.")]
Drill = Annotated[bool, typer.Option("--drill", help="Restore it on a scratch server and compare.")]
LevelOption = Annotated[Level | None, typer.Option(help="How far to look.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why it is held.")]
MaxAge = Annotated[Any, typer.Option(parser=_age, metavar="AGE", help="How old the last backup may be: 26h.")]
MaxVerifyAge = Annotated[
    Any, typer.Option(parser=_age, metavar="AGE", help="How old the last verification may be: 8d.")
]
Metrics = Annotated[
    Path | None, typer.Option("--metrics", metavar="FILE", help="Write metrics for Prometheus there.")
]
KeyFile = Annotated[Path, typer.Argument(metavar="FILE", help="Where the secret half goes.")]
