"""Columns that hold rows of another table, or values of a type, which cannot be made anew meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dbtool.kinds import BY_NAME
from dbtool.kinds.base import Rule
from dbtool.model.change import Alter, Change, Create, Drop, Replace
from dbtool.model.database import Database
from dbtool.model.key import Key


def holders(change: Change, live: Database, wanted: Database) -> Iterator[Key]:
    """Give the columns that hold rows or values of what the change makes anew; these wait in another form."""
    seen: set[Key] = set()
    waiting = [table] if (table := _rewritten(change, wanted)) is not None else []
    while waiting:
        table = waiting.pop()
        if table in seen:
            continue
        seen.add(table)
        for user in live.dependents.get(table, ()):
            if is_part(user) and live.parents.get(user) != table:
                yield user
            elif table in BY_NAME[user.kind].copies(live.facts[user]):
                waiting.append(user)


def changes_over(change: Change | None) -> bool:
    """Whether a column gets another type by itself, so that it holds such rows no longer."""
    fields = BY_NAME[change.key.kind].fields if isinstance(change, Alter) else {}
    return isinstance(change, Alter) and any(fields[name] is Rule.DISTURB for name in change.fields)


def keeps_holding(key: Key, live: Database, wanted: Database) -> bool:
    """Whether what a column holds is of the same table or type in its old form and in its new one."""
    both = live.edges[key] & wanted.edges[key] - {wanted.parents.get(key)}
    return any(BY_NAME[need.kind].holds_data or BY_NAME[need.kind].beside for need in both)


def rewriting(key: Key, wanted: Database, changes: Mapping[Key, Change]) -> Iterator[Key]:
    """Give what is to change in the tables, and in those above them, whose rows a column will hold."""
    if not is_part(key):
        return
    waiting = [need for need in wanted.edges.get(key, ()) if need != wanted.parents.get(key)]
    while waiting:
        table = waiting.pop()
        for part in (table, *wanted.children.get(table, ())):
            if part in changes and _rewritten(changes[part], wanted) is not None:
                yield part
        waiting.extend(BY_NAME[table.kind].copies(wanted.facts[table]))


def is_part(key: Key) -> bool:
    """Whether it is a column: what stands inside of something else and holds rows."""
    return BY_NAME[key.kind].holds_data and BY_NAME[key.kind].folds


def _with_values(key: Key, wanted: Database) -> bool:
    """Whether a new part comes with values for the rows that are there, or what may give or check such."""
    default = any(BY_NAME[part.kind].folds for part in wanted.children.get(key, ()))
    return default or any(BY_NAME[need.kind].beside for need in wanted.edges.get(key, ()))


def _rewritten(change: Change, wanted: Database) -> Key | None:
    """Give the table whose rows, or the type whose values, the change makes anew."""
    kind = BY_NAME[change.key.kind]
    match change:
        case Create():
            anew = kind.rewrites(None, change.new) or (kind.folds and _with_values(change.key, wanted))
        case Alter():
            # A type's new version shows in no text.
            anew = kind.rewrites(change.old, change.new) or (kind.folds and changes_over(change))
        case Replace():
            anew = kind.holds_data or kind.rewrites(None, change.new)
        case Drop():
            anew = False
    if not anew:
        return None
    return kind.parent(change.new) if kind.folds and not isinstance(change, Drop) else change.key
