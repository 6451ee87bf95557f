"""gpg, through its own program: for full fingerprints, since a name or an address may be anybody's."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, Any, Literal

from dbtool.backup.errors import BackupDamaged, BackupFailed, PreflightRefused
from dbtool.backup.process import Child, plain_environment
from dbtool.errors import WrongUsage

FINGERPRINT = re.compile(r"(0x)?[0-9A-Fa-f]{40}")
PIECE = 1 << 16
STATUS = "[GNUPG:] "


@dataclass(frozen=True, slots=True)
class Gpg:
    """Encrypts for full fingerprints."""

    keys: tuple[str, ...]
    scheme: Literal["gpg"] = "gpg"

    @property
    def recipients(self) -> tuple[str, ...]:
        return self.keys

    def encrypt(self, reader: Any, writer: Any) -> None:
        named = [word for key in self.keys for word in ("--recipient", key)]
        # The stream is compressed already; unattended, gpg would ask whether an unsigned key is trusted.
        argv = [
            "--compress-algo",
            "none",
            "--cipher-algo",
            "AES256",
            "--trust-model",
            "always",
            *named,
            "--encrypt",
        ]
        _through(argv, reader, writer, BackupFailed)


@dataclass(frozen=True, slots=True)
class GpgKey:
    """gpg's own keyring."""

    def decrypt(self, reader: Any, writer: Any) -> None:
        told: list[str] = []
        try:
            _through(["--status-fd", "2", "--decrypt"], reader, writer, BackupDamaged, told)
        except BackupDamaged:
            words = {line.split()[0] for line in told}
            if "ENC_TO" in words and "DECRYPTION_KEY" not in words:
                # That this host cannot read it says nothing against the backup.
                raise PreflightRefused(
                    "gpg has no secret key that reads this backup, or was not given its passphrase",
                    hint="`gpg --list-secret-keys` shows what is here; gpg-agent asks for passphrases",
                ) from None
            raise


def fingerprints(recipients: Sequence[str]) -> tuple[str, ...]:
    """Give full fingerprints. Errors: WrongUsage for anything less."""
    found = tuple(dict.fromkeys(key.strip().upper().removeprefix("0X") for key in recipients))
    for key in found:
        if not FINGERPRINT.fullmatch(key):
            raise WrongUsage(
                f"{key} is no full fingerprint of gpg",
                hint="`gpg --list-keys --with-colons` shows its 40 digits",
            )
    return found


def _through(
    argv: Sequence[str],
    reader: Any,
    writer: Any,
    failure: type[BackupFailed] | type[BackupDamaged],
    told: list[str] | None = None,
) -> None:
    """Pass a stream through gpg; `told` takes what it tells programs."""
    program = shutil.which("gpg")
    if program is None:
        raise PreflightRefused("gpg is not installed", hint="install gnupg, or use age")
    child = Child(
        [program, "--batch", "--no-tty", "--quiet", *argv],
        environment=plain_environment(),
        stdin=subprocess.PIPE,
        mark=STATUS,
        failure=failure,
    )
    trouble: list[BaseException] = []
    feeder = threading.Thread(target=_feed, args=(child.process.stdin, reader, trouble), daemon=True)
    try:
        feeder.start()
        assert child.process.stdout is not None
        while piece := child.process.stdout.read(PIECE):
            writer.write(piece)
        feeder.join()
        if trouble and not isinstance(trouble[0], BrokenPipeError):
            raise trouble[0]
        child.wait()
    finally:
        child.close()
        if told is not None:
            told += child.marked


def _feed(pipe: IO[bytes], reader: Any, trouble: list[BaseException]) -> None:
    try:
        while piece := reader.read(PIECE):
            pipe.write(piece)
    except BaseException as error:
        # Raised by the thread that waits for this one.
        trouble.append(error)
    finally:
        try:
            pipe.close()
        except BrokenPipeError as error:
            trouble.append(error)
