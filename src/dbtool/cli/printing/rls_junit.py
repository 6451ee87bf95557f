"""The verdict as JUnit XML: a suite for each relation, a case for each check and each cell of the matrix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from dbtool.cli.printing.rls import details
from dbtool.rls.finding import Finding
from dbtool.rls.results import RlsResult


def rls_junit(results: Sequence[RlsResult]) -> str:
    """Give one document over all databases; a note is no failure, and what was not tested is skipped."""
    root = Element("testsuites", name="dbtool verify-rls")
    for result in results:
        for subject in _subjects(result):
            _suite(root, result, subject)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode")


def _subjects(result: RlsResult) -> Iterator[str]:
    titles = [one.relation for one in result.isolation]
    titles += [finding.object for finding in result.findings]
    titles += [one.object for one in result.inconclusive]
    yield from dict.fromkeys(titles)


def _suite(root: Element, result: RlsResult, subject: str) -> None:
    suite = SubElement(root, "testsuite", name=f"{result.database}: {subject}")
    failures = skipped = 0
    for finding in result.findings:
        if finding.object == subject:
            case = _case(suite, subject, _title(finding))
            if finding.severity != "info":
                failures += 1
                said = "\n".join(f"{word}: {text}" for word, text in details(finding))
                SubElement(case, "failure", message=finding.message, type=finding.id).text = said
    for one in result.inconclusive:
        if one.object == subject:
            skipped += 1
            case = _case(suite, subject, " ".join(filter(None, (one.engine, one.role, one.command))))
            SubElement(case, "skipped", message=one.reason)
    for cell in result.matrix:
        if cell.relation == subject:
            case = _case(suite, subject, f"{cell.role} {cell.command}: {cell.measured}")
            if cell.declared is not None and cell.declared != cell.measured:
                failures += 1
                SubElement(case, "failure", message=f"declared is {cell.declared}", type="matrix")
    if not len(suite):
        _case(suite, subject, "isolated")
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("skipped", str(skipped))


def _case(suite: Element, subject: str, name: str) -> Element:
    return SubElement(suite, "testcase", classname=subject, name=name)


def _title(finding: Finding) -> str:
    about = (finding.role, finding.command, finding.policy)
    return " ".join([finding.id, *(word for word in about if word)])
