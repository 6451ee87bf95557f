"""The verdict as one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from dbtool.cli.printing.rls import WORDS, about, details, elsewhere, how, server_line, summary
from dbtool.cli.printing.rls_matrix import cell_mark, rows_of
from dbtool.model.tenancy import COMMANDS
from dbtool.rls.finding import Finding
from dbtool.rls.results import RlsResult

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem .8rem .2rem 0; }
code { white-space: pre-wrap; } dt { font-weight: 600; } dd { margin: 0 0 .3rem 1.5rem; }
.error { border-left: .3rem solid #b00020; } .warning { border-left: .3rem solid #c77700; }
.info { border-left: .3rem solid #888; } .finding { padding: .1rem .8rem; margin: .6rem 0; }
""".strip()


def rls_html(results: Sequence[RlsResult]) -> str:
    """Give the page of all databases."""
    body = "\n".join(line for result in results for line in _section(result))
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>verify-rls</title>\n'
        f"<style>\n{_STYLE}\n</style></head>\n<body>\n{body}\n</body>\n</html>"
    )


def _section(result: RlsResult) -> Iterator[str]:
    yield f"<h1>{escape(summary(result))}</h1>"
    yield f"<p>{escape(server_line(result))}<br>{escape(result.threat_model)}</p>"
    yield "<table><tr><th>relation</th><th>isolated by</th><th>findings</th></tr>"
    for one in result.isolation:
        ids = ", ".join(dict.fromkeys(finding.id for finding in about(result, one.relation)))
        yield f"<tr><td>{escape(one.relation)}</td><td>{escape(how(one))}</td><td>{escape(ids)}</td></tr>"
    yield "</table>"
    for one in result.isolation:
        yield from _findings(about(result, one.relation))
    yield from _findings(elsewhere(result))
    if result.inconclusive:
        yield "<h2>Not tested</h2><ul>"
        yield from (f"<li>{escape(one.object)}: {escape(one.reason)}</li>" for one in result.inconclusive)
        yield "</ul>"
    yield from _matrix(result)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f'<div class="finding {finding.severity}">'
        yield f"<p><b>{finding.id}</b> {WORDS[finding.severity]}: {escape(finding.message)}</p><dl>"
        for word, text in details(finding):
            said = f"<code>{escape(text)}</code>" if word in ("shown by", "fix") else escape(text)
            yield f"<dt>{word}</dt><dd>{said}</dd>"
        yield "</dl></div>"


def _matrix(result: RlsResult) -> Iterator[str]:
    rows = rows_of(result)
    if not rows:
        return
    heads = "".join(f"<th>{command}</th>" for command in COMMANDS)
    yield f"<h2>Access</h2><table><tr><th>relation</th><th>role</th>{heads}</tr>"
    for (relation, role), cells in rows.items():
        marks = "".join(f"<td>{escape(cell_mark(cells.get(command)))}</td>" for command in COMMANDS)
        yield f"<tr><td>{escape(relation)}</td><td>{escape(role)}</td>{marks}</tr>"
    yield "</table>"
