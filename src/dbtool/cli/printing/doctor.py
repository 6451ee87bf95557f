"""A DoctorResult in print: what is wrong first, what is well in a line, then the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import WIDTH, wrapped
from dbtool.operations.doctor.results import Column, DoctorResult, Finding, Table, Unit
from dbtool.words import plural, size, span

NO_EDITION = "none"
MARKS = {"error": "✗", "warning": "~", "info": "·", "ok": "✓"}
NONE = "-"
GAP = "  "
# A column of text is not made narrower than this to fit the line.
NARROWEST = 12


def doctor_status(result: DoctorResult) -> ExitStatus:
    """An error found is a verification that failed; warnings are for a person."""
    grave = any(finding.severity == "error" for finding in result.findings)
    return ExitStatus.VERIFICATION_FAILED if grave else ExitStatus.DONE


def doctor_text(result: DoctorResult) -> str:
    """Give the report of one database, 100 columns wide."""
    return "\n".join(_lines(result))


def _lines(result: DoctorResult) -> Iterator[str]:
    edition = "" if result.edition == NO_EDITION else f" ({result.edition} edition)"
    yield f"{result.database}: {result.server}{edition}"
    for finding in result.findings:
        if finding.severity != "ok":
            yield from _finding(finding)
    for unseen in result.unseen:
        yield from wrapped(f"? {unseen.probe}: not seen: {unseen.reason}", "    ", "      ")
        if unseen.remedy:
            yield from wrapped(unseen.remedy, "        ")
    well = [finding.code for finding in result.findings if finding.severity == "ok"]
    if well:
        yield from wrapped(f"{MARKS['ok']} in order: {', '.join(well)}", "    ", "      ")
    for table in result.tables:
        if table.rows:
            yield ""
            yield from table_lines(table)
    yield ""
    yield f"{result.database}: {_counted(result)} ({result.seconds:.1f} s)"


def _finding(finding: Finding) -> Iterator[str]:
    line = f"{MARKS[finding.severity]} {finding.severity} {finding.code}: {finding.message}"
    yield from wrapped(line, "    ", "      ")
    if finding.advice:
        yield from wrapped(finding.advice, "        ")


def _counted(result: DoctorResult) -> str:
    counts = Counter(finding.severity for finding in result.findings)
    said = [plural(counts["error"], "error"), plural(counts["warning"], "warning")]
    said += [plural(counts["info"], "note"), f"{counts['ok']} in order"]
    if result.unseen:
        said.append(f"{len(result.unseen)} not seen")
    return ", ".join(said)


def table_lines(table: Table) -> Iterator[str]:
    """Give a table as lines: figures to the right, and the widest text cut where a line is too long."""
    heads = [column.name.replace("_", " ") for column in table.columns]
    cells = [
        [shown(value, column.unit) for value, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    widths = _fitted(table.columns, [max(map(len, column)) for column in zip(heads, *cells, strict=True)])
    yield f"  {table.title}"
    for row in (heads, *cells):
        line = GAP.join(map(_cell, row, table.columns, widths))
        yield f"    {line}".rstrip()
    if table.left_out:
        yield f"    and {table.left_out:,} more"


def _fitted(columns: Sequence[Column], widths: list[int]) -> list[int]:
    """Give the widths with those of the widest texts taken back until a line fits."""
    over = 4 + sum(widths) + len(GAP) * (len(widths) - 1) - WIDTH
    while over > 0:
        texts = [n for n, column in enumerate(columns) if not column.unit and widths[n] > NARROWEST]
        if not texts:
            break
        widest = max(texts, key=lambda n: widths[n])
        widths[widest] -= 1
        over -= 1
    return widths


def _cell(text: str, column: Column, width: int) -> str:
    if len(text) > width:
        text = f"{text[: width - 1]}…"
    return text.rjust(width) if column.unit else text.ljust(width)


def shown(value: Any, unit: Unit) -> str:
    """Give a value of a table as a person reads it."""
    if value is None:
        return NONE
    match unit:
        case "bytes":
            return size(value)
        case "count":
            return f"{value:,.0f}"
        case "seconds":
            return span(value)
        case "ms":
            return f"{value:,.1f} ms"
        case "percent":
            return f"{value:.1f} %"
        case _:
            return " ".join(str(value).split())


def doctor_values(result: DoctorResult) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "database": result.database,
        "url": result.url,
        "server": result.server,
        "edition": result.edition,
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "message": finding.message,
                "advice": finding.advice,
                "objects": list(finding.objects),
            }
            for finding in result.findings
        ],
        "unseen": [
            {"probe": unseen.probe, "reason": unseen.reason, "remedy": unseen.remedy}
            for unseen in result.unseen
        ],
        "tables": [_table_values(table) for table in result.tables],
        "seconds": round(result.seconds, 3),
    }


def _table_values(table: Table) -> dict[str, Any]:
    names = [column.name for column in table.columns]
    return {
        "name": table.name,
        "title": table.title,
        "units": {column.name: column.unit for column in table.columns if column.unit},
        "rows": [dict(zip(names, map(_plain, row, table.columns), strict=True)) for row in table.rows],
        "left_out": table.left_out,
    }


def _plain(value: Any, column: Column) -> Any:
    if value is None or not column.unit:
        return value
    return int(value) if column.unit in ("bytes", "count") else round(float(value), 3)
