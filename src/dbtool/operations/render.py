"""`dbtool render`: the definitions as the SQL that makes them in an empty database."""

from __future__ import annotations

from dbtool.diff.report import plan_sql
from dbtool.execute.progress import Progress
from dbtool.operations.planning import make_plan
from dbtool.operations.sources import wanted_state
from dbtool.settings import Subject


def render(subject: Subject, *, progress: Progress) -> str:
    """Give the whole database as SQL, every text as the server prints it; the same bytes each time."""
    state = wanted_state(subject, progress)
    return plan_sql(make_plan(state.base, state.wanted, online=False))
