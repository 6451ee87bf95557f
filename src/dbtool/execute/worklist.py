"""Statements in any order: what fails is tried again after the others, until nothing moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import psycopg

from dbtool.errors import InvalidDefinition, Origin
from dbtool.execute.lock_table import refuse_full
from dbtool.model.key import Key

SCRATCH = "the scratch server"
# undefined_table, undefined_object, invalid_schema_name
_UNDEFINED = frozenset({"42P01", "42704", "3F000"})


@dataclass(frozen=True, slots=True)
class Work:
    """One statement of a definition, with the object that it makes and what that needs, where known.

    Shape: `settings` are SET statements that hold for this one alone.
    """

    sql: str
    origin: Origin
    key: Key | None = None
    needs: tuple[Key, ...] = ()
    settings: tuple[str, ...] = ()


def run_all(
    connection: psycopg.Connection,
    work: Sequence[Work],
    *,
    in_order: bool = False,
    restore: Sequence[str] = (),
) -> list[InvalidDefinition]:
    """Run the statements inside the open transaction; give one error for each that cannot run.

    All go to the server in one message first, which is as fast as psql; only if that fails are they run
    one by one, and those that fail again after the others. With `in_order` none is tried twice. `restore`
    puts the session back after a statement with settings of its own. An error that only follows from another
    one is left out.
    Errors: LockTableFull.
    """
    start = _behind_extensions(work)
    failed = _one_by_one(connection, work[:start], restore)
    if not (failed and in_order):
        rest = work[start:]
        if rest and not _run_at_once(connection, rest, restore):
            failed += _one_by_one(connection, rest, restore)
    tried = len(work) + 1
    while failed and not in_order and len(failed) < tried:
        tried = len(failed)
        failed = _one_by_one(connection, [item for item, _ in failed], restore)
    return _root_errors(failed) if failed else []


def _behind_extensions(work: Sequence[Work]) -> int:
    """Give the place behind the last extension.

    They stay out of what is taken back and tried again: TimescaleDB cannot be created twice in one session.
    """
    made = (place for place, item in enumerate(work, 1) if makes_extension(item.sql))
    return max(made, default=0)


def makes_extension(sql: str) -> bool:
    """Say whether the statement creates an extension."""
    return sql.lstrip()[:16].lower() == "create extension"


def _one_by_one(
    connection: psycopg.Connection, work: Iterable[Work], restore: Sequence[str]
) -> list[tuple[Work, psycopg.Error]]:
    """Run each statement; give those that failed."""
    return [(item, error) for item in work if (error := _try(connection, item, restore)) is not None]


def _run_at_once(connection: psycopg.Connection, work: Sequence[Work], restore: Sequence[str]) -> bool:
    script = "\n".join(_terminated(part) for part in _script(work, restore))
    try:
        with connection.transaction():
            connection.execute(script, prepare=False)
    except psycopg.Error as error:
        refuse_full(connection, error, SCRATCH)
        return False
    return True


def _script(work: Iterable[Work], restore: Sequence[str]) -> Iterator[str]:
    for settings, group in groupby(work, key=lambda item: item.settings):
        yield from settings
        yield from (item.sql for item in group)
        if settings:
            yield from restore


def _terminated(sql: str) -> str:
    # A line of its own: the statement may end in a comment.
    return sql if sql.rstrip().endswith(";") else f"{sql}\n;"


def _try(connection: psycopg.Connection, item: Work, restore: Sequence[str]) -> psycopg.Error | None:
    try:
        with connection.transaction():
            for setting in item.settings:
                connection.execute(setting, prepare=False)
            connection.execute(item.sql, prepare=False)
            for setting in restore if item.settings else ():
                connection.execute(setting, prepare=False)
    except psycopg.Error as error:
        refuse_full(connection, error, SCRATCH)
        return error
    return None


def _root_errors(failed: Sequence[tuple[Work, psycopg.Error]]) -> list[InvalidDefinition]:
    broken = {item.key for item, _ in failed if item.key}
    names = {key.path[-1]: key for key in broken if key.path}
    roots = [
        (item, error)
        for item, error in failed
        if not any(n in broken and n != item.key for n in item.needs)
        and names.get(_missing(error), item.key) == item.key
    ]
    seen: set[Key] = set()
    found = []
    for item, error in roots or failed:
        if item.key in seen:
            continue  # a comment or owner of an object that could not be made
        if item.key:
            seen.add(item.key)
        found.append(_refused(item, error))
    return found


def _missing(error: psycopg.Error) -> str:
    """Give the name, without its schema, of what the server says is not there; empty for another error."""
    if error.sqlstate not in _UNDEFINED:
        return ""
    quoted = (error.diag.message_primary or "").split('"')
    return quoted[1].rpartition(".")[2] if len(quoted) > 1 else ""


def _refused(item: Work, error: psycopg.Error) -> InvalidDefinition:
    message = error.diag.message_primary or str(error)
    hint = error.diag.message_hint or error.diag.message_detail
    if 'at or near "{"' in message and item.origin.file.endswith(".sql"):
        hint = "only YAML and files that end in .sql.j2 go through Jinja"
    what = f"{item.key}: " if item.key else ""
    return InvalidDefinition(f"{what}{message}", hint=hint, origin=_place(item, error))


def _place(item: Work, error: psycopg.Error) -> Origin:
    position = error.diag.statement_position
    if item.key or not position or not item.origin.line:
        return item.origin
    before = item.sql[: int(position) - 1]
    lines = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1) + 1
    shift = item.origin.column - 1 if lines == 0 and item.origin.column else 0
    return Origin(item.origin.file, item.origin.line + lines, column + shift)
