"""Changes, differences and plans as a person or a program reads them."""

from __future__ import annotations

from dbtool.diff.report_names import title
from dbtool.diff.report_sql import plan_sql
from dbtool.diff.report_values import SHORT, FieldChange, field_changes
from dbtool.model.change import Alter, Change, Create, Drop, Replace

__all__ = ["MARKS", "describe", "mark", "plan_sql", "verb"]

MARKS = {Create: "+", Alter: "~", Drop: "-", Replace: "±"}
VERBS = {Create: "add", Alter: "alter", Drop: "drop", Replace: "replace"}


def mark(change: Change) -> str:
    """Give the mark of a change: + ~ - ±."""
    return MARKS[type(change)]


def verb(change: Change) -> str:
    """Give the word for a change: add, alter, drop or replace."""
    return VERBS[type(change)]


def describe(change: Change) -> str:
    """Give one line that says what a change does: `alter column public.users.email: type text → citext`."""
    said = f"{verb(change)} {title(change.key)}"
    match change:
        case Alter():
            return f"{said}: {', '.join(map(_brief, field_changes(change)))}"
        case Replace():
            return f"{said}: {change.reason}"
        case _:
            return said


def _brief(field: FieldChange) -> str:
    if field.one_line and len(field.old) + len(field.new) <= SHORT:
        return f"{field.label} {field.old} → {field.new}"
    return field.label
