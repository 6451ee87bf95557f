"""Every static check, by family."""

from __future__ import annotations

from dbtool.rls.checks import (
    children,
    comparisons,
    functions,
    identity,
    inert,
    inner,
    keys,
    loose,
    outside,
    privileges,
    protection,
    recursion,
    roles,
    server,
    settings,
    speed,
    speed_policies,
    timescale,
    views,
    volatility,
)
from dbtool.rls.checks.base import Check

_FAMILIES = (
    server,
    protection,
    roles,
    inert,
    settings,
    identity,
    comparisons,
    loose,
    inner,
    recursion,
    volatility,
    views,
    functions,
    children,
    privileges,
    keys,
    outside,
    timescale,
    speed,
    speed_policies,
)
CHECKS: tuple[Check, ...] = tuple(
    sorted((check for family in _FAMILIES for check in family.CHECKS), key=lambda check: check.id)
)
