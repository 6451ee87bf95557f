"""Whether everything that forms name is declared somewhere."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from dbtool.definitions.collector import Collector, Reference
from dbtool.definitions.names import nearest
from dbtool.model.key import Key

_SYSTEM = ("pg_", "information_schema", "timescaledb_", "_timescaledb_")
# A DO block may make objects whose names it puts together, so that no name can be called missing.
_DYNAMIC = re.compile(r"\bdo\s*(?:\$|'|language\b)", re.IGNORECASE)


def check(out: Collector, unknown: Sequence[str], known_roles: Collection[str], default_schema: str) -> None:
    """Add an error for each reference to an object that is declared nowhere.

    `unknown` holds texts whose objects are not known here: SQL files, and files that could not be read. A
    name that stands in one of them may be declared there and is left to the server.
    """
    if any(_DYNAMIC.search(text) for text in unknown):
        return
    declared: dict[str, set[tuple[str, ...]]] = {
        "role": {(role,) for role in known_roles},
        "schema": {("public",), (default_schema,)},
    }
    for key in (*out.origins, *out.unread):
        declared.setdefault(key.kind, set()).add(_path(key))
    for reference in out.references:
        if not _declared(reference, declared) and not _mentioned(reference.path[-1], unknown):
            _add_error(reference, declared, out, default_schema)


def _path(key: Key) -> tuple[str, ...]:
    # A routine is named without its arguments.
    return key.path[:2] if key.kind == "function" else key.path


def _declared(reference: Reference, declared: dict[str, set[tuple[str, ...]]]) -> bool:
    if reference.path[0].startswith(_SYSTEM):
        return True
    return any(reference.path in declared.get(kind, ()) for kind in reference.kinds)


def _mentioned(name: str, texts: Iterable[str]) -> bool:
    # In SQL a quote in a quoted name is doubled.
    spelled = re.escape(name).replace('"', '""?')
    word = re.compile(rf"(?<!\w){spelled}(?!\w)", re.IGNORECASE)
    return any(word.search(text) for text in texts)


def _add_error(
    reference: Reference, declared: dict[str, set[tuple[str, ...]]], out: Collector, default_schema: str
) -> None:
    kind = "table or view" if len(reference.kinds) > 2 else " or ".join(reference.kinds).replace("_", " ")
    known = [_spelled(path, default_schema) for name in reference.kinds for path in declared.get(name, ())]
    close = nearest(_spelled(reference.path, default_schema), sorted(known))
    out.error(
        f'there is no {kind} "{_spelled(reference.path, default_schema)}"',
        f'did you mean "{close}"?' if close else f"declare the {kind}, or take this out",
        reference.origin,
    )


def _spelled(path: tuple[str, ...], default_schema: str) -> str:
    return ".".join(path[1:] if len(path) > 1 and path[0] == default_schema else path)
