"""Changes, differences and plans as a person or a program reads them."""

from __future__ import annotations

from dbtool.diff.report_names import shown_name, title
from dbtool.diff.report_sql import plan_sql
from dbtool.diff.report_values import SHORT, FieldChange, field_changes
from dbtool.kinds.renaming import named_path
from dbtool.model.change import Alter, AnyChange, Create, Drop, Rename, Replace

__all__ = ["MARKS", "describe", "mark", "plan_sql", "verb"]

MARKS = {Create: "+", Alter: "~", Drop: "-", Replace: "±", Rename: "→"}
VERBS = {Create: "add", Alter: "alter", Drop: "drop", Replace: "replace", Rename: "rename"}


def mark(change: AnyChange) -> str:
    """Give the mark of a change: + ~ - ± →."""
    return MARKS[type(change)]


def verb(change: AnyChange) -> str:
    """Give the word for a change: add, alter, drop, replace or rename."""
    return VERBS[type(change)]


def describe(change: AnyChange) -> str:
    """Give one line that says what a change does: `alter column public.users.email: type text → citext`."""
    said = f"{verb(change)} {title(change.key)}"
    match change:
        case Alter():
            return f"{said}: {', '.join(map(_brief, field_changes(change)))}"
        case Replace():
            return f"{said}: {change.reason}"
        case Rename():
            return f"{verb(change)} {title(change.old.key)}: {became(change)}"
        case _:
            return said


def became(change: Rename) -> str:
    """Give what a rename changes: the path, or a label of an enum."""
    if change.old.key == change.key:
        return ", ".join(map(str, field_changes(Alter(change.old, change.new, ("labels",)))))
    return f"now {shown_name(named_path(change.key))}"


def was(change: Rename) -> str:
    """Give what a rename changes, for a line that says the new name already."""
    if change.old.key == change.key:
        return became(change)
    return f"renamed from {shown_name(named_path(change.old.key))}"


def _brief(field: FieldChange) -> str:
    if field.one_line and len(field.old) + len(field.new) <= SHORT:
        return f"{field.label} {field.old} → {field.new}"
    return field.label
