"""The per-user folder for what lives as long as a sandbox: its state, locks and log."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dbtool.errors import ServerUnavailable


def runtime_folder() -> Path:
    """Give the folder, made if need be, private to the user: it holds URLs with passwords.

    Errors: ServerUnavailable if somebody else owns it or may read it.
    """
    folder = _place()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077
    if not private:
        hint = "Remove it, or set XDG_RUNTIME_DIR to a folder of your own."
        raise ServerUnavailable(f"the folder {folder} is not private to this user", hint=hint)
    return folder


def _place() -> Path:
    configured = os.environ.get("XDG_RUNTIME_DIR")
    if configured and os.access(configured, os.W_OK):
        return Path(configured) / "dbtool"
    shared = Path("/dev/shm")
    base = shared if os.access(shared, os.W_OK) else Path(tempfile.gettempdir())
    return base / f"dbtool-{os.geteuid()}"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of `path`, waiting for it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def is_locked(path: Path) -> bool:
    """Say whether another process holds the lock of `path`."""
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
