"""What the demo built, for a person who sees dbtool for the first time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.cli.printing.common import ORDER, held_text, kind_title
from dbtool.cli.printing.verify import verify_problems
from dbtool.diff.report_rows import plural
from dbtool.operations.results import ApplyOutcome


def demo_text(outcomes: Sequence[ApplyOutcome], server: str) -> str:
    """Give a table of the objects by kind, a column for each database, and how to look inside."""
    lines = [server, "", *_table(outcomes), ""]
    for outcome in outcomes:
        lines += _remarks(outcome)
    lines += [*_look_inside(outcomes)]
    return "\n".join(lines)


def _table(outcomes: Sequence[ApplyOutcome]) -> Iterator[str]:
    counts = [outcome.verified.objects if outcome.verified else {} for outcome in outcomes]
    kinds = sorted({kind for count in counts for kind in count}, key=lambda kind: ORDER.get(kind, len(ORDER)))
    rows = [["", *(outcome.database for outcome in outcomes)]]
    rows += [[plural(kind_title(kind)), *(str(count.get(kind, 0)) for count in counts)] for kind in kinds]
    rows += [
        ["all objects", *(str(sum(count.values())) for count in counts)],
        ["revisions applied", *(str(len(outcome.revisions)) for outcome in outcomes)],
        ["steps run", *(str(outcome.steps) for outcome in outcomes)],
        ["seconds", *(f"{outcome.seconds:.1f}" for outcome in outcomes)],
        ["verified", *(_verified(outcome) for outcome in outcomes)],
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rules = {1, 1 + len(kinds)}
    for number, row in enumerate(rows):
        if number in rules:
            yield "  ".join("─" * width for width in widths)
        first, *rest = zip(row, widths, strict=True)
        yield "  ".join([f"{first[0]:<{first[1]}}", *(f"{cell:>{width}}" for cell, width in rest)])


def _verified(outcome: ApplyOutcome) -> str:
    return "yes" if outcome.verified and outcome.verified.ok else "no"


def _remarks(outcome: ApplyOutcome) -> Iterator[str]:
    held = held_text(outcome.held)
    problems = []
    if outcome.verified and not outcome.verified.ok:
        problems = list(verify_problems(outcome.verified))
    warnings = [f"    warning: {warning}" for warning in outcome.warnings]
    if held or problems or warnings:
        yield outcome.database
        yield from (*held, *problems, *warnings, "")


def _look_inside(outcomes: Sequence[ApplyOutcome]) -> Iterator[str]:
    names = [outcome.database for outcome in outcomes]
    if not names:
        return
    yield "Look inside:"
    commands = [(f"dbtool sandbox psql {name}", "a prompt in the database") for name in names]
    commands += [
        (f"dbtool status {names[0]} --target sandbox", "its server and revision"),
        ("dbtool diff --all --target sandbox", "nothing differs; change something by hand and see"),
        ("dbtool sandbox stop", "when you are done"),
    ]
    width = max(len(command) for command, _ in commands)
    yield from (f"    {command:<{width}}  {why}" for command, why in commands)
