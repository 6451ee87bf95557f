"""The page of each id that a report may name: of a static check its docstring, of an engine's one line."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.rls.checks.intent import PAGES as INTENT
from dbtool.rls.checks.known import CHECKS

# What the evaluator and the probe show; the evidence of each finding says how.
SHOWN: Mapping[str, str] = {
    "RLS101": "A policy admits every row of a relation of tenants.",
    "RLS102": "A policy admits rows while nobody has said whose the session is.",
    "RLS105": "A policy takes new rows that it would not show: those of another tenant.",
    "RLS109": "A policy admits rows of another tenant, by another column or another setting.",
    "RLS110": "Of several permissive policies one admits what the others hold back.",
    "RLS120": "UPDATE or DELETE reaches more rows than SELECT, for statements that read no column.",
    "RLS501": "What a role reads changes when rows of another tenant do.",
    "RLS502": "A role inserts rows for another tenant.",
    "RLS503": "A role inserts rows that belong to no tenant.",
    "RLS504": "A role updates rows of another tenant.",
    "RLS505": "A role deletes rows of another tenant.",
    "RLS506": "A role gives rows to another tenant.",
    "RLS507": "A role changes rows of another tenant by ON CONFLICT or MERGE.",
    "RLS508": "A session that never said whose it is reaches rows.",
    "RLS511": "A role does not reach the rows of its own tenant.",
    "RLS512": "A row is attached to another tenant's row, or goes with it.",
    "RLS513": "The same statement behaves otherwise where another tenant has the key.",
    "RLS514": "A prepared statement gives one tenant the rows of the one before.",
    "RLS515": "A policy may be weakened, and nothing notices.",
}
_PAGES: Mapping[str, str] = {**SHOWN, **INTENT, **{check.id: check.page for check in CHECKS}}


def page_of(id: str) -> str:
    """Give the page of an id; the id itself where it has none."""
    return _PAGES.get(id, id)
