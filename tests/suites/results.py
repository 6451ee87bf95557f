"""Results as a JSON file, a line and a table."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from tests.suites.pair import Outcome, Result


def kept(path: Path | None) -> dict[tuple[str, str], Result]:
    """Give the results that a file holds, by suite and name; none where there is no file."""
    if path is None or not path.is_file():
        return {}
    found = (
        Result(one["suite"], one["name"], Outcome(one["outcome"]), one["reason"])
        for one in json.loads(path.read_text(encoding="utf-8"))
    )
    return {(one.suite, one.name): one for one in found}


def write(path: Path, results: Iterable[Result]) -> None:
    """Write results to a file, whole or not at all."""
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps([asdict(one) for one in results], indent=1), encoding="utf-8")
    beside.replace(path)


def line(result: Result) -> str:
    """Give a failure in one line: the first of its reason that says something."""
    said = [text.strip() for text in result.reason.splitlines() if text.strip()]
    errors = [text for text in said if text.startswith("error:")]
    telling = (
        errors or [text for text in said if text[0] in "+-" and text[:3] not in ("---", "+++")] or said[1:]
    )
    return f"{result.outcome}: {result.suite}: {result.name}: {(telling or said or [''])[0]}"


def table(results: Iterable[Result]) -> str:
    """Give the counts of each suite; the rate is of the pairs that psql can load."""
    found = list(results)
    header = ["suite", "pairs", *Outcome, "rate"]
    rows = [header]
    for suite in dict.fromkeys(one.suite for one in found):
        here = [one for one in found if one.suite == suite]
        counts = Counter(one.outcome for one in here)
        rows.append([suite, str(len(here)), *(str(counts[outcome]) for outcome in Outcome), _rate(here)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    return "\n".join(
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows
    )


def _rate(here: list[Result]) -> str:
    loadable = [one for one in here if one.outcome is not Outcome.NOT_LOADABLE]
    if not loadable:
        return "-"
    return f"{sum(not one.failed for one in loadable) / len(loadable):.1%}"
