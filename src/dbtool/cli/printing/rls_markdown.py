"""The verdict as Markdown, for a comment under a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbtool.cli.printing.rls import WORDS, about, details, elsewhere, how, server_line, summary
from dbtool.cli.printing.rls_matrix import cell_mark, rows_of
from dbtool.model.tenancy import COMMANDS
from dbtool.rls.finding import Finding
from dbtool.rls.results import RlsResult


def rls_markdown(results: Sequence[RlsResult]) -> str:
    """Give a section for each database."""
    return "\n\n".join("\n".join(_lines(result)) for result in results)


def _lines(result: RlsResult) -> Iterator[str]:
    yield f"## {summary(result)}"
    yield ""
    yield server_line(result)
    yield ""
    yield f"> {result.threat_model}"
    if result.isolation:
        yield from ("", "| relation | isolated by | findings |", "|---|---|---|")
        for one in result.isolation:
            ids = ", ".join(dict.fromkeys(finding.id for finding in about(result, one.relation)))
            yield f"| {_cell(one.relation)} | {how(one)} | {ids} |"
    for one in result.isolation:
        yield from _findings(about(result, one.relation))
    yield from _findings(elsewhere(result))
    if result.inconclusive:
        yield from ("", "### Not tested", "")
        yield from (f"- {_cell(one.object)}: {_cell(one.reason)}" for one in result.inconclusive)
    yield from _matrix(result)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        yield ""
        yield f"### {finding.id} {WORDS[finding.severity]}: {finding.message}"
        yield ""
        for word, text in details(finding):
            yield f"- {word}: {_code(text) if word in ('shown by', 'fix') else text}"


def _matrix(result: RlsResult) -> Iterator[str]:
    rows = rows_of(result)
    if not rows:
        return
    yield from ("", "### Access", "", f"| relation | role | {' | '.join(COMMANDS)} |")
    yield "|---|---|" + "---|" * len(COMMANDS)
    for (relation, role), cells in rows.items():
        marks = " | ".join(cell_mark(cells.get(command)) for command in COMMANDS)
        yield f"| {_cell(relation)} | {_cell(role)} | {marks} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _code(text: str) -> str:
    """Give the text as code, whatever signs are in it."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{' '.join(text.split())}{fence}"
