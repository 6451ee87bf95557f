"""Comment lines of an SQL text: those above a statement, and those that stand without one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dbtool.definitions.sql_split import SqlStatement


@dataclass(frozen=True, slots=True)
class CommentRun:
    """Neighbouring comment lines outside all statements.

    Shape: `text` is without the dashes; `above` is the line of the statement right under it, or None.
    Units: `line` counts from 1 in the text.
    """

    text: str
    line: int
    above: int | None = None


def comment_runs(text: str, statements: Sequence[SqlStatement]) -> Iterator[CommentRun]:
    """Give the runs of comment lines outside the statements, in order."""
    lines = text.split("\n")
    inside = {
        line
        for statement in statements
        for line in range(statement.origin.line, statement.origin.line + statement.sql.count("\n") + 1)
    }
    run: list[str] = []
    for number in range(1, len(lines) + 2):
        line = lines[number - 1].strip() if number <= len(lines) else ""
        if line.startswith("--") and number not in inside:
            run.append(line.lstrip("-").strip())
        elif run:
            text_of_run = "\n".join(run).strip("\n")
            above = number if number in inside else None
            yield CommentRun(text_of_run, number - len(run), above)
            run = []


def comments_above(runs: Sequence[CommentRun]) -> Mapping[int, str]:
    """Give the comments by the line of the statement that they stand above."""
    return {run.above: run.text for run in runs if run.above is not None}
