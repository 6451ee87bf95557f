"""What `dbtool import` found in a document, in print."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import WIDTH, total, wrapped
from dbtool.diff.report_json import origin_values
from dbtool.diff.report_names import title
from dbtool.diff.report_rows import counted
from dbtool.documents.finding import ImportFinding
from dbtool.operations.import_document import DocumentImport

# From so many on, hits of a rule that only informs are given by their lines alone.
_MANY = 4
_STATES = {"mended": "mended", "left-out": "left out", "kept": "kept as it is", "apart": "no definition"}
_ORDER = {"error": 0, "warning": 1, "info": 2}


def import_status(result: DocumentImport) -> ExitStatus:
    """An error that nothing mended is a failure; the definitions are written all the same."""
    return ExitStatus.FAILURE if result.open else ExitStatus.DONE


def findings_text(result: DocumentImport) -> str:
    """Give the report of one document."""
    return "\n".join(_lines(result))


def document_values(result: DocumentImport) -> dict[str, Any]:
    """Give the JSON form."""
    return {
        "file": result.file,
        "statements": result.statements,
        "queries": result.queries,
        "skipped": dict(result.skipped),
        "objects": result.database.counts(),
        "open": result.open,
        "findings": [_values(finding) for finding in result.findings],
    }


def _values(finding: ImportFinding) -> dict[str, Any]:
    key = finding.key
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity,
        "state": finding.state,
        "message": finding.message,
        "server_message": finding.server_message,
        "sqlstate": finding.sqlstate,
        "origin": origin_values(finding.origin),
        "statement": finding.statement,
        "mended": finding.mended,
        "mended_at": origin_values(finding.mended_at),
        "replaces": finding.replaces,
        "language": finding.language,
        "hint": finding.hint,
        "object": None if key is None else {"kind": key.kind, "path": list(key.path), "name": title(key)},
    }


def _lines(result: DocumentImport) -> Iterator[str]:
    ours = [finding for finding in result.findings if finding.rule is None]
    checked = [finding for finding in result.findings if finding.rule is not None]
    for same in _folded(ours):
        yield from _finding(same)
        yield ""
    if checked:
        yield "Valid, and built as the document has it, but:"
        yield ""
        for _, hits in groupby(sorted(checked, key=_rule_order), key=lambda finding: finding.code):
            yield from _rule(list(hits))
            yield ""
    yield from _summary(result)


def _folded(findings: Iterable[ImportFinding]) -> list[list[ImportFinding]]:
    """Put findings together that say the same of several places, at the first of these."""
    found: dict[tuple[object, ...], list[ImportFinding]] = {}
    for one in findings:
        said = (one.code, one.severity, one.state, one.message, one.server_message)
        # Each of the others proposes something of its own.
        found.setdefault(said if one.replaces or not one.mended else (*said, one.mended), []).append(one)
    return list(found.values())


def _finding(same: Sequence[ImportFinding]) -> Iterator[str]:
    first = same[0]
    yield f"{first.origin}: {first.severity} {first.code} ({_STATES[first.state]})"
    if first.server_message:
        state = f" (SQLSTATE {first.sqlstate})" if first.sqlstate else ""
        yield from wrapped(f"server: {first.server_message}{state}", "    ", "        ")
    yield from wrapped(first.message, "    ")
    yield from (f"      {line}" for line in _change(first))
    if first.hint:
        yield from wrapped(f"hint: {first.hint}", "    ", "        ")
    if len(same) > 1:
        yield from wrapped(f"likewise at {_places(same[1:])}", "    ", "        ")


def _change(finding: ImportFinding) -> Iterator[str]:
    """Give what changes, line by line, or the statement alone where nothing does."""
    old = finding.statement.split("\n")
    if finding.mended is None:
        if finding.statement:
            yield f"| {_clipped(finding.statement)}"
        return
    if finding.mended_at is not None:
        yield f"at line {finding.mended_at.line}:"
    ending = ";" if finding.language == "sql" else ""
    new = f"{finding.mended.rstrip(';')}{ending}".split("\n")
    if not finding.replaces:
        yield f"| {_clipped(finding.statement)}"
        yield from (f"+ {line}".rstrip() for line in new)
        return
    old[-1] += ending
    for line in difflib.ndiff(old, new):
        if line[:2] in {"- ", "+ "}:
            yield line.rstrip()


def _clipped(statement: str) -> str:
    first, _, rest = statement.partition("\n")
    text = " ".join(first.split())
    return f"{text[: WIDTH - 14]} …" if rest or len(text) > WIDTH - 12 else text


def _rule_order(finding: ImportFinding) -> tuple[int, str, Any]:
    return _ORDER[finding.severity], finding.code, finding.origin


def _rule(hits: Sequence[ImportFinding]) -> Iterator[str]:
    first = hits[0]
    yield f"{first.severity} {first.code} {first.rule}"
    if first.severity == "info" and len(hits) >= _MANY:
        yield from wrapped(f"{first.message}; likewise at {_places(hits[1:])}", "    ")
        yield from wrapped(f"hint: {first.hint}", "    ", "        ")
        return
    one_hint = len({hit.hint for hit in hits}) == 1
    for hit in hits:
        yield from wrapped(f"{hit.origin.line or '':>4}  {hit.message}", "    ", "          ")
        if not one_hint and hit.hint:
            yield from wrapped(f"hint: {hit.hint}", "          ", "              ")
    if one_hint and first.hint:
        yield from wrapped(f"hint: {first.hint}", "    ", "        ")


def _places(findings: Sequence[ImportFinding]) -> str:
    lines = list(dict.fromkeys(str(finding.origin.line) for finding in findings))
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(lines)}"


def _summary(result: DocumentImport) -> Iterator[str]:
    findings = result.findings
    errors = [finding for finding in findings if finding.severity == "error"]
    mended = sum(finding.state == "mended" for finding in errors)
    counts = [counted(len(errors), "error")]
    if errors:
        counts[0] += f" ({mended} mended, {result.open} open)"
    for severity, word in (("warning", "warning"), ("info", "note")):
        number = sum(finding.severity == severity for finding in findings)
        counts += [counted(number, word)] if number else []
    yield from wrapped(
        f"{result.file}: {counted(result.statements, 'statement')}, {total(result.database.counts())}; "
        f"{', '.join(counts)}",
        hanging="    ",
    )
    if result.queries:
        yield f"    {counted(result.queries, 'query')} read by the server, not run"
    if result.skipped:
        blocks = ", ".join(f"{number} {language}" for language, number in result.skipped.items())
        yield f"    blocks that are no SQL: {blocks}"
