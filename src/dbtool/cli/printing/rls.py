"""An RlsResult in print: the page that is read before a release."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from dbtool.cli.exit_status import ExitStatus
from dbtool.cli.printing.common import WIDTH, wrapped
from dbtool.cli.printing.rls_matrix import matrix_lines
from dbtool.diff.report_rows import counted
from dbtool.rls.finding import Finding, Severity
from dbtool.rls.results import Isolation, RlsResult

KINDS = {
    "rls": "row security",
    "view": "a view",
    "shared": "shared",
    "none": "nothing",
    "unreachable": "no grant",
}
# A statement over invented rows may fill a page.
LONGEST = 360
WORDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
# With one of these all rows are open to all; what the probe then did with them is no further defect.
_OPEN = frozenset({"RLS001", "RLS002", "RLS101"})
_DONE = frozenset({"RLS501", "RLS502", "RLS503", "RLS504", "RLS505", "RLS506", "RLS507", "RLS508"})
_LEVELS: dict[str, Severity] = {"error": "error", "warning": "warning", "info": "info"}


def rls_status(result: RlsResult, fail_on: str = "warning", *, strict: bool = False) -> ExitStatus:
    """A finding as bad as `fail_on` fails the verification; with `strict` what could not be tested does."""
    failed = result.at_least(_LEVELS[fail_on]) or (strict and result.inconclusive)
    return ExitStatus.VERIFICATION_FAILED if failed else ExitStatus.DONE


def rls_text(result: RlsResult, width: int = WIDTH) -> str:
    """Give the page of one database."""
    parts = (
        _head(result, width),
        _relations(result, width),
        _others(result, width),
        _untested(result, width),
        matrix_lines(result),
        _mutants(result, width),
    )
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part)


def summary(result: RlsResult) -> str:
    """Give the verdict in one line."""
    numbers = {level: sum(one.severity == level for one in result.findings) for level in WORDS}
    counts = [counted(numbers[level], WORDS[level]) for level in WORDS if numbers[level]]
    left_out = [
        *([f"{len(result.waived)} waived"] if result.waived else []),
        *([f"{len(result.inconclusive)} not tested"] if result.inconclusive else []),
    ]
    return f"{result.database}: {', '.join([_verdict(result), *counts, *left_out])}"


def _verdict(result: RlsResult) -> str:
    if result.single is not None:
        return "one tenant"
    if result.at_least("error"):
        return "not isolated"
    if result.at_least("warning"):
        return "isolated, with warnings"
    # Who acts as nobody, or finds no rows of tenants, has shown nothing.
    return "isolated" if result.app_roles and result.isolation else "nothing found to isolate"


def server_line(result: RlsResult) -> str:
    """Give what was looked at, as whom and how."""
    major, minor = divmod(result.version, 10000)
    timescaledb = f", TimescaleDB {result.timescaledb}" if result.timescaledb else ""
    roles = ", ".join(result.app_roles) or "no application role"
    return f"PostgreSQL {major}.{minor}{timescaledb}; {roles}; {', '.join(result.engines)}"


def about(result: RlsResult, relation: str) -> list[Finding]:
    """Give the findings of one relation."""
    return [finding for finding in result.findings if finding.object == relation]


def elsewhere(result: RlsResult) -> list[Finding]:
    """Give the findings that are about no relation of the list: roles, functions, schemas, views."""
    listed = {one.relation for one in result.isolation}
    return [finding for finding in result.findings if finding.object not in listed]


def how(isolation: Isolation) -> str:
    """Give by what a relation is isolated, and how that was shown."""
    probed = ", probed" if isolation.probed else ""
    return f"{KINDS[isolation.kind]} ({isolation.shown}{probed})"


def _head(result: RlsResult, width: int) -> Iterator[str]:
    yield f"{summary(result)} ({result.seconds:.1f} s)"
    yield from wrapped(server_line(result), "    ", width=width)
    yield from wrapped(result.threat_model, "    ", width=width)


def _relations(result: RlsResult, width: int) -> Iterator[str]:
    longest = max((len(one.relation) for one in result.isolation), default=0)
    for isolation in result.isolation:
        found = about(result, isolation.relation)
        mark = _mark(found)
        yield f"{mark} {isolation.relation:<{longest}}  {how(isolation)}"
        follows = [one.id for one in found if one.id in _DONE] if _OPEN & {one.id for one in found} else []
        yield from _findings([one for one in found if one.id not in follows], width)
        if follows:
            did = f"the probe did it, too: {', '.join(dict.fromkeys(follows))}"
            yield from wrapped(did, " " * 12, " " * 12, width=width)


def _others(result: RlsResult, width: int) -> Iterator[str]:
    before = None
    for finding in sorted(elsewhere(result), key=lambda one: one.object):
        if finding.object != before:
            yield f"{_mark(about(result, finding.object))} {finding.object}"
        before = finding.object
        yield from _findings([finding], width)


def _mark(findings: Sequence[Finding]) -> str:
    return "✗" if any(finding.severity != "info" for finding in findings) else "✓"


def _findings(findings: Iterable[Finding], width: int) -> Iterator[str]:
    """Give findings with all that is known of them, notes in a line each."""
    for finding in findings:
        said = f"{WORDS[finding.severity]:<7} {finding.id} {finding.message}"
        yield from wrapped(said, " " * 4, " " * 19, width=width)
        if finding.severity == "info":
            continue
        for word, text in details(finding):
            yield from wrapped(f"{word}: {_brief(text)}", " " * 12, " " * 16, width=width)


def _brief(text: str) -> str:
    """Give what fits a page; the other formats have all of it."""
    return textwrap.shorten(text, LONGEST, placeholder=" …") if len(text) > LONGEST else text


def details(finding: Finding) -> Iterator[tuple[str, str]]:
    """Give what is known of a finding beside its message, each with what it is."""
    if finding.evidence.says not in finding.message:
        yield "seen", finding.evidence.says
    if finding.evidence.witness:
        yield "witness", ", ".join(f"{key} = {value}" for key, value in finding.evidence.witness.items())
    if finding.evidence.statement:
        yield "shown by", finding.evidence.statement
    yield "fix", finding.fix


def _untested(result: RlsResult, width: int) -> Iterator[str]:
    if result.inconclusive:
        yield "not tested:"
    for one in result.inconclusive:
        whom = f" as {one.role}" if one.role else ""
        what = f" ({one.command})" if one.command else ""
        yield from wrapped(f"? {one.object}{whom}{what}: {one.reason}", " " * 4, " " * 8, width=width)


def _mutants(result: RlsResult, width: int) -> Iterator[str]:
    counted_ones = [mutant for mutant in result.mutants if mutant.state != "equivalent"]
    if not result.mutants:
        return
    killed = sum(mutant.state == "killed" for mutant in counted_ones)
    equivalent = len(result.mutants) - len(counted_ones)
    share = f"{killed / len(counted_ones):.0%}" if counted_ones else "none that changes access"
    numbers = f"{killed} of {len(counted_ones)}, {equivalent} equivalent"
    yield f"mutation: {share} of the weakenings noticed ({numbers})"
    for mutant in result.mutants:
        if mutant.state == "survived":
            yield from wrapped(f"✗ {mutant.object}: {mutant.statement}", " " * 4, " " * 8, width=width)
