"""The types that a text names, as far as a kind can tell without a server."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbtool.model.key import Key

KINDS_OF_TYPES = ("enum", "domain", "composite_type", "range_type", "base_type")
# Whose rows are a type of the same name.
KINDS_OF_ROWS = ("table", "foreign_table", "view", "materialized_view")
_NAME = r'("(?:[^"]|"")+"|[^\W\d][\w$]*)'
_TYPE = re.compile(rf"(?:{_NAME}\.)?{_NAME}\s*(?:\(.*\))?\s*(?:\[\d*\]\s*)*")


def types_named(text: str, schema: str) -> Iterator[Key]:
    """Give the keys that a type's name may stand for; a name without a schema is looked for in `schema`.

    Shape: keys of objects that are not there are among them.
    """
    path = path_named(text, schema)
    for kind in KINDS_OF_TYPES if path else ():
        yield Key(kind, path)


def _raw(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part.lower()


def path_named(text: str, schema: str) -> tuple[str, ...]:
    """Give schema and name of what a text names, or nothing where it is no name."""
    found = _TYPE.fullmatch(text.strip())
    return tuple(_raw(part) if part else schema for part in found.groups()) if found else ()
