"""Names as authors write them, and the names that PostgreSQL gives to what they leave unnamed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

MOST_BYTES = 63
_FORM = "write name, schema.name, or parts in double quotes"
_PART = re.compile(r'\s*(?:"((?:[^"]|"")+)"|([^\s".][^".]*?))\s*(?:(\.)|$)')


class BadName(ValueError):
    """A name that cannot be one; the text says why, `hint` what to write."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class Name(NamedTuple):
    """An object's name, raw; `schema` is None where the author left it out."""

    schema: str | None
    name: str

    def within(self, default_schema: str) -> tuple[str, str]:
        """Give schema and name."""
        return (self.schema or default_schema, self.name)


def parsed(text: str) -> Name:
    """Read `name`, `schema.name` or `"quoted"."parts"`; what is written counts exactly, capitals too.

    Errors: BadName.
    """
    parts = parts_of(text)
    if len(parts) > 2:
        raise BadName(f'"{text}" has more parts than schema and name', _FORM)
    return Name(parts[0] if len(parts) == 2 else None, parts[-1])


def parts_of(text: str) -> list[str]:
    """Give the parts of a dotted name, each of which may be quoted. Errors: BadName."""
    parts: list[str] = []
    position, more = 0, True
    while more:
        match = _PART.match(text, position)
        if match is None:
            raise BadName(f'"{text}" is no name', _FORM)
        quoted, plain, dot = match.groups()
        parts.append(checked(quoted.replace('""', '"') if quoted else plain))
        position, more = match.end(), dot is not None
    if position < len(text):
        raise BadName(f'"{text}" is no name', _FORM)
    return parts


def checked(name: str) -> str:
    """Give the name back if the server can keep it as it is.

    Errors: BadName if it is empty or longer than 63 bytes, which PostgreSQL would cut.
    """
    if not name:
        raise BadName("a name cannot be empty")
    if "\0" in name:
        raise BadName("a name cannot hold a zero byte")
    if len(name.encode()) > MOST_BYTES:
        raise BadName(f'the name "{name}" is longer than {MOST_BYTES} bytes')
    return name


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that is most like this one, or None."""
    close = difflib.get_close_matches(name, list(known), 1, 0.6)
    return close[0] if close else None


def default_name(table: str, columns: Collection[str], label: str, taken: Collection[str]) -> str:
    """Give the name that PostgreSQL chooses for an unnamed constraint.

    Source: makeObjectName and ChooseConstraintName (src/backend/commands/indexcmds.c, pg_constraint.c).
    """
    number, suffix = 0, label
    while (name := _object_name(table, "_".join(columns), suffix)) in taken:
        number += 1
        suffix = f"{label}{number}"
    return name


def _object_name(table: str, columns: str, label: str) -> str:
    # addition of columns stops at NAMEDATALEN before the parts are put together
    first, second = table.encode(), columns.encode()[: MOST_BYTES * 2]
    room = MOST_BYTES - len(label) - 1 - (1 if second else 0)
    kept, kept_second = len(first), len(second)
    while kept + kept_second > room:
        if kept > kept_second:
            kept -= 1
        else:
            kept_second -= 1
    parts = [_clipped(first, kept), _clipped(second, kept_second), label]
    return "_".join(part for part in parts if part)


def _clipped(name: bytes, length: int) -> str:
    return name[:length].decode(errors="ignore")
