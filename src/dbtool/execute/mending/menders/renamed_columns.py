"""Columns of PostgreSQL's own views that have other names than in the document."""

from __future__ import annotations

from collections.abc import Mapping

from dbtool.documents.editing import Edit, edited
from dbtool.execute.mending.mend import Failure, Mend, Mender
from dbtool.execute.mending.scene import Scene

_RELATION = {"tablename": "relname", "indexname": "indexrelname"}
_STATEMENTS = {
    "total_time": "total_exec_time",
    "mean_time": "mean_exec_time",
    "min_time": "min_exec_time",
    "max_time": "max_exec_time",
    "stddev_time": "stddev_exec_time",
}
_ACTIVITY = {"procpid": "pid", "current_query": "query", "waiting": "wait_event IS NOT NULL"}
_VIEWS: Mapping[str, Mapping[str, str]] = {
    "pg_stat_statements": _STATEMENTS,
    "pg_stat_activity": _ACTIVITY,
    **{
        f"pg_stat{io}_{whose}_{what}": _RELATION
        for io in ("", "io")
        for whose in ("user", "all", "sys")
        for what in ("tables", "indexes")
    },
}
_SINCE = {
    "pg_stat_statements": "The view has had other names for its times since PostgreSQL 13.",
    "pg_stat_activity": "The view has had other names for these columns since PostgreSQL 9.2.",
}


def _mend(failure: Failure, _scene: Scene) -> Mend | None:
    item = failure.item
    for view, renamed in _VIEWS.items():
        if view not in item.words:
            continue
        edits = [
            Edit(token.start, token.end, renamed[token.word]) for token in item.code if token.word in renamed
        ]
        if edits:
            message = _SINCE.get(view, f"{view} calls a table relname and an index indexrelname.")
            return Mend(
                code="renamed-column", message=message, sql=edited(item.sql, edits), severity="warning"
            )
    return None


MENDER = Mender(states=frozenset({"42703"}), mend=_mend)
