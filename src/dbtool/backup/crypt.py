"""Ciphers: age through pyrage, gpg through its program, or none where somebody asked for none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, Protocol

from dbtool.backup.errors import BackupDamaged, BackupFailed, PreflightRefused
from dbtool.backup.gpg import FINGERPRINT, Gpg, GpgKey, fingerprints
from dbtool.backup.modules import ENCRYPTION, need
from dbtool.errors import WrongUsage

Scheme = Literal["age", "gpg", "none"]
SUFFIX: dict[str, str] = {"age": ".age", "gpg": ".gpg", "none": ""}
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
    cipher: Cipher = Gpg(fingerprints(recipients)) if scheme == "gpg" else Age(_ages(recipients))
    try:
        cipher.encrypt(BytesIO(b"probe"), BytesIO())
    except BackupFailed as error:
        raise PreflightRefused(f"the encryption does not work: {error.message}", hint=error.hint) from None
    return cipher


def scheme_of(recipients: Sequence[str]) -> Scheme:
    """Give the scheme that the recipients are of: fingerprints are gpg's."""
    return "gpg" if recipients and all(FINGERPRINT.fullmatch(key.strip()) for key in recipients) else "age"


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
    need(ENCRYPTION)
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
    need(ENCRYPTION)
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
