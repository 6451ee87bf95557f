"""The server's own release."""

from __future__ import annotations

from collections.abc import Iterator

from dbtool.checks.releases import BEHIND_15, POSTGRESQL_FLOORS
from dbtool.rls.checks.base import check, seen
from dbtool.rls.finding import Finding
from dbtool.rls.review import Review

# The minor of 15 that mends the last known fault of row security.
_FIXED_IN_15 = max(minor for minor, fault in POSTGRESQL_FLOORS if fault.startswith("CVE"))


def _old_release(review: Review) -> Iterator[Finding]:
    """The server has known faults of row security.

    Row security had faults in many minor releases: inlined functions (CVE-2023-2455), MERGE (CVE-2023-39418),
    sub-queries after a change of role (CVE-2024-10976), statistics through views (CVE-2025-8713), cached
    plans (CVE-2026-14666). On a server before the release that mends them nothing else here is certain.

    Update the server; a minor release needs a restart, no dump.
    """
    major, minor = divmod(review.access.server.version, 10000)
    behind = BEHIND_15.get(major)
    if behind is None and major > min(BEHIND_15):
        return
    if behind is None or minor < _FIXED_IN_15 - behind:
        wanted = f"{min(BEHIND_15)} or newer" if behind is None else f"{major}.{_FIXED_IN_15 - behind}"
        yield Finding(
            id="RLS000",
            severity="warning",
            object=review.access.server.database,
            message=f"PostgreSQL {major}.{minor} has known faults of row security",
            evidence=seen(f"{wanted} mends them", "SHOW server_version;"),
            fix=f"update the server to PostgreSQL {wanted}",
        )


CHECKS = (check("RLS000", "warning", _old_release),)
