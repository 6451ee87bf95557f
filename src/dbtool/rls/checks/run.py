"""All static checks over one review."""

from __future__ import annotations

from dbtool.rls.checks.isolation import isolations
from dbtool.rls.checks.known import CHECKS
from dbtool.rls.results import Evaluation
from dbtool.rls.review import Review


def static_findings(review: Review) -> Evaluation:
    """Give what the catalogs alone show, in the order of the checks' ids."""
    return Evaluation(
        findings=tuple(found for check in CHECKS for found in check.find(review)),
        isolation=tuple(isolations(review)),
    )
