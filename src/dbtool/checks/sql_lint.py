"""Hand-written SQL through sqlfluff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlfluff.core import Linter
    from sqlfluff.core.types import ConfigMappingType

RULES_FILE = Path(__file__).with_name("sqlfluff.cfg")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class LintHit:
    """What sqlfluff says of a place; lines and columns count from 1."""

    code: str
    line: int
    column: int
    message: str


def lint(text: str, folder: Path | None) -> Iterator[LintHit]:
    """Give what sqlfluff finds in the text, by the configuration of `folder`, or by dbtool's own for None."""
    for found in _linter(folder).lint_string(text).get_violations():
        message = found.desc().strip().rstrip(".")
        if found.rule_code() == "PRS":
            message = f"sqlfluff cannot read this: {' '.join(message.split())[:_LONGEST]}…"
        yield LintHit(found.rule_code(), found.line_no, found.line_pos, message)


@cache
def _linter(folder: Path | None) -> Linter:
    # Half a second that a command without SQL to lint does not need.
    from sqlfluff.core import FluffConfig, Linter

    # What is linted went through Jinja already, and is for PostgreSQL whatever else the project lints.
    overrides: ConfigMappingType = {"templater": "raw", "dialect": "postgres"}
    if folder is None:
        config = FluffConfig.from_string(RULES_FILE.read_text(encoding="utf-8"), overrides=overrides)
    else:
        config = FluffConfig.from_path(str(folder), overrides=overrides)
    return Linter(config=config)
