"""`dbtool check`: definitions are valid, sound and recorded; no target needed."""

from __future__ import annotations

import time
from collections.abc import Sequence

from dbtool.diff.differ import diff
from dbtool.errors import InvalidDefinitions, LedgerConflict
from dbtool.execute.progress import Progress
from dbtool.kinds.edges import with_known_edges
from dbtool.operations.check_findings import Judge, in_order, of_error, refused
from dbtool.operations.check_lint import lint_findings
from dbtool.operations.replay import replay as run_replay
from dbtool.operations.results import CheckResult, Finding
from dbtool.operations.revision import refuse_torn
from dbtool.operations.sources import build, definitions_of, recorded
from dbtool.operations.state import State
from dbtool.settings import Subject


def check(subject: Subject, *, replay: bool, progress: Progress, lint: bool = True) -> CheckResult:
    """Build the definitions, ask all rules, compare with the last revision, prove the chain if asked.

    Shape: definitions that cannot be read or built are findings, with what the early rules say of them.
    Errors: PlanNotProved where a replay goes astray.
    """
    started = time.monotonic()
    subject = subject.everywhere
    try:
        definitions = definitions_of(subject)
    except InvalidDefinitions as error:
        return _cannot_be_built(subject, [of_error(one) for one in error.errors], started)
    state = recorded(subject)
    try:
        wanted = state if state and state.definitions == definitions.fingerprint else None
        wanted = wanted or build(subject, definitions, progress)
    except InvalidDefinitions as error:
        declared = with_known_edges({fact.key: fact for fact in definitions.facts})
        judge = Judge(subject, definitions, declared)
        return _cannot_be_built(subject, refused(error.errors, judge), started)
    judge = Judge(subject, definitions, wanted.wanted)
    linted = lint_findings(subject, definitions, judge, progress) if lint else ()
    found = [*judge.unmodelled(), *judge.findings(), *linted, *_torn(subject, state)]
    start = state.wanted if state else wanted.base
    return CheckResult(
        database=subject.name,
        findings=in_order(found),
        unrecorded=tuple(diff(start, wanted.wanted)) if subject.migrations else (),
        replayed=run_replay(subject, progress=progress) if replay else None,
        objects=wanted.wanted.counts(),
        seconds=time.monotonic() - started,
    )


def _torn(subject: Subject, state: State | None) -> Sequence[Finding]:
    """Give the finding that the revisions and state.json do not belong together."""
    try:
        if subject.migrations:
            refuse_torn(subject.migrations, state)
    except LedgerConflict as conflict:
        return [of_error(conflict, conflict.code)]
    return ()


def _cannot_be_built(subject: Subject, findings: Sequence[Finding], started: float) -> CheckResult:
    return CheckResult(
        database=subject.name,
        findings=in_order(findings),
        unrecorded=(),
        replayed=None,
        objects={},
        seconds=time.monotonic() - started,
    )
