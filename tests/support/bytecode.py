"""Python's bytecode of the commands that the tests start."""

from __future__ import annotations

import os
from pathlib import Path


def keep_bytecode(folder: Path) -> None:
    """Let all processes of this run keep it there, whatever the caller's environment says of that.

    Else each of some thousand commands compiles all of dbtool again.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
