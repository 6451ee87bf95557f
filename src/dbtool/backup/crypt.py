"""Ciphers: age through pyrage, gpg through its program, or none where somebody asked for none."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Literal, Protocol

from dbtool.backup.errors import BackupDamaged, BackupFailed, PreflightRefused
from dbtool.backup.process import Child, plain_environment
from dbtool.errors import WrongUsage

Scheme = Literal["age", "gpg", "none"]
SUFFIX: dict[str, str] = {"age": ".age", "gpg": ".gpg", "none": ""}
_GPG = re.compile(r"(0x)?[0-9A-Fa-f]{40}")
PIECE = 1 << 16


class Cipher(Protocol):
    """One way to encrypt a stream for who may read it."""

    @property
    def scheme(self) -> Scheme: ...

    @property
    def recipients(self) -> tuple[str, ...]:
        """What a manifest may say of the readers: nothing that would let anybody in."""

    def encrypt(self, reader: Any, writer: Any) -> None: ...


class Key(Protocol):
    """One way to decrypt a stream."""

    def decrypt(self, reader: Any, writer: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Clear:
    """No encryption."""

    scheme: Scheme = "none"
    recipients: tuple[str, ...] = ()

    def encrypt(self, reader: Any, writer: Any) -> None:
        while piece := reader.read(PIECE):
            writer.write(piece)

    decrypt = encrypt


@dataclass(frozen=True, slots=True)
class Age:
    """age, for recipients: the host that makes backups holds no key that reads them."""

    keys: tuple[str, ...]
    scheme: Scheme = "age"

    @property
    def recipients(self) -> tuple[str, ...]:
        return self.keys

    def encrypt(self, reader: Any, writer: Any) -> None:
        import pyrage

        try:
            pyrage.encrypt_io(reader, writer, [_recipient(key) for key in self.keys])
        except (pyrage.EncryptError, OSError) as error:
            raise BackupFailed(f"age could not encrypt: {error}") from None


@dataclass(frozen=True, slots=True)
class AgeKey:
    """Identities of age."""

    identities: tuple[Any, ...] = field(repr=False)

    def decrypt(self, reader: Any, writer: Any) -> None:
        import pyrage

        try:
            pyrage.decrypt_io(reader, writer, list(self.identities))
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise PreflightRefused(
                    "none of the identities reads this backup",
                    hint="--identity takes the file that `dbtool backup keygen` wrote",
                ) from None
            raise BackupDamaged(f"age cannot decrypt the stream: {error}") from None
        except OSError as error:
            raise BackupDamaged(f"age cannot decrypt the stream: {error}") from None


@dataclass(frozen=True, slots=True)
class Gpg:
    """gpg, for full fingerprints: a name or an address may be anybody's."""

    keys: tuple[str, ...]
    scheme: Scheme = "gpg"

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
        _through(["--decrypt"], reader, writer, BackupDamaged)


def cipher_for(scheme: str, recipients: Sequence[str]) -> Cipher:
    """Give the cipher, tried on a few bytes.

    Errors: WrongUsage; PreflightRefused where it does not work.
    There is no way back to clear text: what is missing is an error.
    """
    if scheme == "none":
        return Clear()
    if not recipients:
        raise WrongUsage(
            "nobody is named who could read the backup",
            hint="--recipient, DBTOOL_BACKUP_RECIPIENTS or [backup] recipients; `dbtool backup keygen FILE`"
            " makes a key; --no-encryption writes it in clear",
        )
    cipher: Cipher = Gpg(_fingerprints(recipients)) if scheme == "gpg" else Age(_ages(recipients))
    try:
        cipher.encrypt(BytesIO(b"probe"), BytesIO())
    except BackupFailed as error:
        raise PreflightRefused(f"the encryption does not work: {error.message}", hint=error.hint) from None
    return cipher


def scheme_of(recipients: Sequence[str]) -> Scheme:
    """Give the scheme that the recipients are of: fingerprints are gpg's."""
    return "gpg" if recipients and all(_GPG.fullmatch(key.strip()) for key in recipients) else "age"


def key_for(scheme: str, identity: Path | None) -> Key:
    """Give what decrypts. Errors: WrongUsage without an identity that is needed, or for a bad file."""
    if scheme == "none":
        return Clear()
    if scheme == "gpg":
        return GpgKey()
    if identity is None:
        raise WrongUsage(
            "the backup is encrypted, and no identity is named",
            hint="--identity FILE or DBTOOL_BACKUP_IDENTITY; --level checksum needs none",
        )
    return AgeKey(tuple(_identities(identity)))


def fingerprint(recipient: str) -> str:
    """Give a short name for a recipient."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:16]


def _ages(recipients: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(key.strip() for key in recipients))
    for key in found:
        _recipient(key)
    return found


def _recipient(key: str) -> Any:
    _need("pyrage")
    import pyrage

    try:
        if key.startswith("ssh-"):
            return pyrage.ssh.Recipient.from_str(key)
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        shown = "a secret key" if key.upper().startswith("AGE-SECRET-KEY") else key
        raise WrongUsage(
            f"{shown} is no recipient of age: {error}", hint="a recipient begins with age1 or ssh-"
        ) from None


def _identities(file: Path) -> list[Any]:
    _need("pyrage")
    import pyrage

    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise WrongUsage(f"the identity {file} cannot be read: {error.strerror}") from None
    if text.startswith("-----BEGIN"):
        return [pyrage.ssh.Identity.from_buffer(text.encode())]
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError as error:
        raise WrongUsage(f"{file} holds no identity of age: {error}") from None
    if not found:
        raise WrongUsage(f"{file} holds no identity of age")
    return found


def _fingerprints(recipients: Sequence[str]) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(key.strip().upper().removeprefix("0X") for key in recipients))
    for key in found:
        if not _GPG.fullmatch(key):
            raise WrongUsage(
                f"{key} is no full fingerprint of gpg",
                hint="`gpg --list-keys --with-colons` shows its 40 digits",
            )
    return found


def _need(module: str) -> None:
    from importlib.util import find_spec

    if find_spec(module) is None:
        raise PreflightRefused(
            f"the module {module} is not installed, and nothing is written without encryption instead",
            hint=f"pip install {module}",
        )


def _through(
    argv: Sequence[str], reader: Any, writer: Any, failure: type[BackupFailed] | type[BackupDamaged]
) -> None:
    program = shutil.which("gpg")
    if program is None:
        raise PreflightRefused("gpg is not installed", hint="install gnupg, or use age")
    child = Child(
        [program, "--batch", "--no-tty", "--quiet", *argv],
        environment=plain_environment(),
        stdin=subprocess.PIPE,
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
