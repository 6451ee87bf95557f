"""Modules that are imported late: one that is missing is said in a sentence, before anything is written."""

from __future__ import annotations

from importlib.util import find_spec

from dbtool.backup.errors import PreflightRefused

COMPRESSION, ENCRYPTION = "zstandard", "pyrage"
PURPOSE = {COMPRESSION: "compression", ENCRYPTION: "encryption"}


def need(module: str) -> None:
    """Refuse to go on without a module. Errors: PreflightRefused."""
    if find_spec(module) is None:
        raise PreflightRefused(
            f"the module {module} is not installed, and nothing is written without {PURPOSE[module]} instead",
            hint=f"pip install {module}",
        )
