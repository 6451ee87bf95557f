"""The per-user folder for what lives as long as a sandbox: its state, locks and log."""

from __future__ import annotations

import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dbtool.errors import ServerUnavailable


def runtime_folder() -> Path:
    """Give the folder, which need not be there yet; it is private, for it holds URLs with passwords.

    Errors: ServerUnavailable if somebody else owns it or may read it.
    """
    folder = _place()
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return folder
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
    """Hold the lock of `path`, waiting for it; its folder is made if need be."""
    file = _take(path)
    while file is None:
        file = _take(path)
    with file:
        yield


def _take(path: Path) -> IO[str] | None:
    """Give the locked file, or None if its holder removed it meanwhile: that lock would exclude nobody."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        file = path.open("w")
        fcntl.flock(file, fcntl.LOCK_EX)
        if os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
        file.close()
    except FileNotFoundError:
        pass
    return None


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
