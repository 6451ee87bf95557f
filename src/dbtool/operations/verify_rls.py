"""`dbtool verify-rls`: no tenant sees or touches another's rows, or who does, by which path."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from dbtool.errors import Origin
from dbtool.execute.connect import Connection, Timeouts, connect
from dbtool.execute.progress import Progress
from dbtool.model.key import Key
from dbtool.model.tenancy import Tenancy
from dbtool.operations.rls_request import Intent, RlsRequest, intent_of
from dbtool.operations.rls_verdict import joined
from dbtool.operations.rls_waivers import declared_waivers, read_waivers, sorted_out
from dbtool.operations.sources import live_url
from dbtool.rls.checks.intent import compared
from dbtool.rls.checks.run import static_findings
from dbtool.rls.finding import Finding, Inconclusive
from dbtool.rls.mutate.survivors import survivors
from dbtool.rls.reading import read_access
from dbtool.rls.results import Evaluation, Mutant, RlsResult
from dbtool.rls.review import Review
from dbtool.settings import Subject

_RELATIONS = ("table", "view", "materialized_view", "continuous_aggregate")


def verify_rls(subject: Subject, request: RlsRequest, *, progress: Progress) -> RlsResult:
    """Show how far tenants are isolated on a live database, and every way around it that is found.

    Errors: ServerUnavailable, DatabaseMissing, InvalidDefinitions; WrongUsage without an intent.
    """
    started = time.monotonic()
    intent = intent_of(subject, request)
    url, target = live_url(subject), subject.target
    timeouts = Timeouts(lock_ms=target.lock_timeout_ms, statement_ms=target.statement_timeout_ms)

    def fresh() -> Connection:
        return connect(url, autocommit=True, timeouts=timeouts)

    progress.note("reading roles, privileges and policies")
    with fresh() as connection:
        review = Review(read_access(connection, intent.tenancy), intent.tenancy)
    seen = [static_findings(review)]
    if intent.tenancy.single is not None:
        # Nothing is to be kept from anybody, so that there is nothing to ask, to try or to weaken.
        request = replace(request, static_only=True, probe=False, mutate=False)
    if not request.static_only:
        from dbtool.rls.evaluate.run import evaluate

        progress.note("asking each policy about invented rows")
        seen.append(evaluate(fresh, review))
        seen.append(Evaluation(findings=tuple(compared(review, seen[-1].cells))))
    if request.probe:
        from dbtool.rls.probe.run import probe

        progress.note("acting as each role on invented rows")
        seen.append(probe(fresh, review))
    mutants = _weakened(url, subject.scratch_url, review, request, progress) if request.mutate else []
    seen += [Evaluation(findings=survivors(mutants)), _missing_roles(review)]
    return _result(subject, request, intent, review, joined(seen), mutants, started)


def _weakened(
    url: str, elsewhere: str | None, review: Review, request: RlsRequest, progress: Progress
) -> list[Mutant]:
    """Give what becomes of each weakening, tried in a shadow database on the same server or elsewhere."""
    from dbtool.rls.mutate.run import mutate
    from dbtool.rls.mutate.shadow import shadow

    progress.note("making a shadow database, without a row")
    with shadow(url, review.access, at=elsewhere, say=progress.note) as copy:
        return mutate(copy, review.tenancy, probing=request.probe, tell=progress.note)


def _result(
    subject: Subject,
    request: RlsRequest,
    intent: Intent,
    review: Review,
    seen: Evaluation,
    mutants: Sequence[Mutant],
    started: float,
) -> RlsResult:
    waivers = [*declared_waivers(intent.definitions)]
    waivers += read_waivers(request.waivers) if request.waivers else []
    left, waived = sorted_out(seen.findings, waivers, datetime.now(UTC).date())
    server = review.access.server
    return RlsResult(
        database=subject.name,
        version=server.version,
        timescaledb=server.timescaledb,
        threat_model=threat_model(intent.tenancy),
        engines=_engines(request),
        app_roles=tuple(review.app_roles),
        findings=tuple(left),
        waived=tuple(waived),
        inconclusive=seen.inconclusive,
        isolation=seen.isolation,
        matrix=seen.cells,
        mutants=tuple(mutants),
        seconds=time.monotonic() - started,
        origins=_origins(intent, [*left, *(finding for finding, _ in waived)]),
        single=intent.tenancy.single,
    )


def _engines(request: RlsRequest) -> tuple[str, ...]:
    asked = (
        ("static", True),
        ("evaluator", not request.static_only),
        ("probe", request.probe),
        ("mutation", request.mutate),
    )
    return tuple(name for name, used in asked if used)


def _missing_roles(review: Review) -> Evaluation:
    """Give the declared roles that nothing could be tested for, since the cluster has not got them."""
    reason = "this role is declared, and the cluster has no such role"
    return Evaluation(
        inconclusive=tuple(
            Inconclusive(object=role, reason=reason, engine="static", role=role)
            for role in review.missing_roles
        )
    )


def threat_model(tenancy: Tenancy) -> str:
    """Give what the whole verdict rests on."""
    if tenancy.single is not None:
        return f"one tenant: {tenancy.single}"
    return (
        f"holds for an application that sets {tenancy.setting} itself: whoever may run SQL of their own "
        f"may set it to any tenant; only a role for each tenant withstands that"
    )


def _origins(intent: Intent, findings: Iterable[Finding]) -> dict[str, Origin]:
    """Give where the objects of findings are defined, else the file that says what is meant."""
    places = {finding.object: _origin(intent, finding) for finding in findings}
    return {title: place for title, place in places.items() if place is not None}


def _origin(intent: Intent, finding: Finding) -> Origin | None:
    path = tuple(finding.object.partition("(")[0].split(".", 1))
    kinds = (*_RELATIONS, "function") if len(path) == 2 else ("role", "schema")
    if intent.definitions is not None:
        for kind in kinds:
            # A function is found by its name, whatever its arguments are called.
            place = (*path, "") if kind == "function" else path
            origin = intent.definitions.origin(Key(kind, place))
            if origin is not None:
                return origin
    return Origin.of(intent.config) if intent.config else None
