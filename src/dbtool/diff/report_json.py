"""Differences, changes and plans as JSON values; docs/json/diff.schema.json describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dbtool.diff.report import describe, verb
from dbtool.diff.report_names import title
from dbtool.diff.report_rows import Diff, Row
from dbtool.errors import Origin
from dbtool.model.access import AccessChange
from dbtool.model.change import Alter, AnyChange, Create, Drop, Rename, Replace
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step


def diff_values(found: Diff) -> dict[str, Any]:
    """Give the JSON form of one database's differences."""
    return {
        "database": found.database,
        "differences": [_row(row, found.plan.access.get(row.change.key)) for row in found.differences],
        "plan": plan_values(found.plan),
        "unmodelled": list(found.unmodelled),
        "unmade": list(found.unmade),
        "held": held_values(found.held),
        "objects": dict(found.objects),
        "seconds": round(found.seconds, 3),
    }


def change_values(change: AnyChange) -> dict[str, Any]:
    """Give the JSON form of a change: of an altered object the fields, of a new or old one all of it."""
    found: dict[str, Any] = {
        "change": verb(change),
        **key_values(change.key),
        "description": describe(change),
    }
    match change:
        case Create():
            found["new"] = change.new.values()
        case Drop():
            found["old"] = change.old.values()
        case Alter() | Replace():
            pairs = ((name, getattr(change.old, name), getattr(change.new, name)) for name in change.fields)
            found["fields"] = {name: {"old": old, "new": new} for name, old, new in pairs}
    if isinstance(change, Rename):
        found["was"] = key_values(change.old.key)
    if isinstance(change, Replace):
        found["reason"] = change.reason
    return found


def plan_values(plan: Plan) -> dict[str, Any]:
    """Give the JSON form of a plan."""
    return {"steps": [_step(step) for step in plan.steps], "hazards": list(plan.hazards)}


def held_values(held: Mapping[Key, str]) -> Sequence[dict[str, Any]]:
    """Give the JSON form of what a server's edition cannot hold."""
    return [{**key_values(key), "mode": held[key]} for key in sorted(held)]


def key_values(key: Key) -> dict[str, Any]:
    """Give the JSON form of a key, with the name that reports use."""
    return {"kind": key.kind, "path": list(key.path), "name": title(key)}


def origin_values(origin: Origin | None) -> dict[str, Any] | None:
    """Give the JSON form of a place in a file; what is not known of it is null."""
    if origin is None:
        return None
    return {"file": origin.file, "line": origin.line or None, "column": origin.column or None}


def _row(row: Row, access: AccessChange | None) -> dict[str, Any]:
    found = {**change_values(row.change), "cause": str(row.cause), "origin": origin_values(row.origin)}
    if access is not None:
        found["access"] = {"effect": access.effect, "reason": access.reason, "witness": access.witness}
    return found


def _step(step: Step) -> dict[str, Any]:
    return {
        "sql": step.sql,
        "note": step.note,
        "lock": step.lock or None,
        "hazards": list(step.hazards),
        "transactional": step.transactional,
        "community": step.community,
        **({"access": step.access} if step.access else {}),
        **({"password_of": step.password_of} if step.password_of else {}),
        "object": key_values(step.key),
    }
