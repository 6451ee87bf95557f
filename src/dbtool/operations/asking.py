"""Who is asked what changed policies let through: the evaluator, where policies change."""

from __future__ import annotations

from collections.abc import Iterable

from dbtool.model.access import Compare, unknown
from dbtool.model.change import AnyChange
from dbtool.operations.sources import LiveRoles
from dbtool.settings import Subject


def asking(subject: Subject, roles: LiveRoles, changes: Iterable[AnyChange]) -> Compare:
    """Give what compares the policies of these changes; the evaluator is loaded only if there are some."""
    if not any(change.key.kind == "policy" for change in changes):
        return unknown
    from dbtool.operations.policy_compare import comparing

    return comparing(subject, roles)
