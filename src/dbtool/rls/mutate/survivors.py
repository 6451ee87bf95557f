"""What weakenings tell of the verification itself: what it would not notice."""

from __future__ import annotations

from collections.abc import Sequence

from dbtool.rls.finding import Evidence, Finding
from dbtool.rls.results import Mutant


def survivors(mutants: Sequence[Mutant]) -> list[Finding]:
    """Give a finding for each weakening that nobody would notice."""
    return [
        Finding(
            id="RLS515",
            severity="warning",
            object=mutant.object,
            policy=mutant.policy,
            message=f"nothing notices on {mutant.object}: {mutant.operator}",
            evidence=Evidence(
                engine="mutation",
                says="access becomes wider, and no engine says so",
                statement=mutant.statement,
            ),
            fix="declare the access of the relation, so that what is measured is held against it",
        )
        for mutant in mutants
        if mutant.state == "survived"
    ]
