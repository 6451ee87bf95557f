"""What dbtool keeps between runs because it takes long to work out, and could work out again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import dbtool
from dbtool import __version__


def cache_folder() -> Path:
    """Give the folder of what dbtool can work out again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "dbtool"


@cache
def code_mark() -> str:
    """A mark of dbtool's own code, since what it works out changes with it."""
    package = str(Path(dbtool.__file__).parent)
    files = sorted((path.removeprefix(package), changed) for path, changed in _files(package))
    return sha256(repr((__version__, files)).encode()).hexdigest()


def _files(folder: str) -> Iterator[tuple[str, int]]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.is_dir():
                # What Python and other tools keep for themselves is no code.
                if entry.name != "__pycache__" and not entry.name.startswith("."):
                    yield from _files(entry.path)
            else:
                yield entry.path, entry.stat().st_mtime_ns
