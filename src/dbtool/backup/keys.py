"""Keys of age: made once, the secret half in a file for its owner alone."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from dbtool.errors import WrongUsage


def keygen(file: Path) -> str:
    """Write a new identity and give its recipient, which is public.

    Errors: WrongUsage for a file that is there already, or cannot be written.
    """
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    made = datetime.now(UTC).isoformat(timespec="seconds")
    text = f"# created: {made}\n# public key: {recipient}\n{identity}\n"
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise WrongUsage(
            f"{file} is there already, and what it opens would be lost with it", hint="name another file"
        ) from None
    except OSError as error:
        raise WrongUsage(f"{file} cannot be written: {error.strerror}") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    return recipient
