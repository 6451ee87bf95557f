"""The SQL that people wrote by hand: SQL files, and the queries and SQL bodies in YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dbtool.definitions.render import Rendered
from dbtool.definitions.yaml_doc import Document, Path, documents
from dbtool.errors import Origin

_VIEWS = ("view", "materialized_view", "continuous_aggregate")
_ROUTINES = ("function", "procedure")


@dataclass(frozen=True, slots=True)
class SqlText:
    """A piece of SQL; `place` gives the author's place of a line and a column of it, counted from 1."""

    text: str
    place: Callable[[int, int], Origin]


def of_sql_file(rendered: Rendered) -> SqlText:
    """Give the whole file."""
    return SqlText(rendered.text, rendered.map.origin)


def of_yaml_file(rendered: Rendered, source: Sequence[str]) -> Iterator[SqlText]:
    """Give the queries of views and the bodies of routines in SQL; `source` has the author's lines."""
    for document in documents(rendered)[0]:
        for path in _paths(document.value):
            text = _at(document.value, path)
            if isinstance(text, str) and text.strip():
                yield SqlText(text, _places(text, document, path, source))


def _paths(value: Any) -> Iterator[Path]:
    """Give the paths of a document at which SQL may stand."""
    if not isinstance(value, dict):
        return
    for kind in _VIEWS:
        if kind in value:
            yield ("query",)
            yield (kind, "query")
        bodies = value.get(f"{kind}s")
        for name in bodies if isinstance(bodies, dict) else ():
            yield (f"{kind}s", name)
            yield (f"{kind}s", name, "query")
    for kind in _ROUTINES:
        if kind in value and _is_sql(value):
            yield ("body",)
        bodies = value.get(f"{kind}s")
        for name, body in bodies.items() if isinstance(bodies, dict) else ():
            if _is_sql(body):
                yield (f"{kind}s", name, "body")


def _is_sql(body: Any) -> bool:
    # What else a body may be written in, sqlfluff cannot read.
    return isinstance(body, Mapping) and str(body.get("language", "")).lower() == "sql"


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _places(text: str, document: Document, path: Path, source: Sequence[str]) -> Callable[[int, int], Origin]:
    """Give the author's place of each place of a text, which stands indented, or behind its key."""
    start = document.value_origin(path)
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    found = next(
        (n for n in range(max(start.line, 1), len(source) + 1) if lines[first].strip() in source[n - 1]), None
    )

    def place(line: int, column: int) -> Origin:
        at = found + line - 1 - first if found else 0
        here, wanted = source[at - 1] if 0 < at <= len(source) else "", lines[min(line, len(lines)) - 1]
        indent = here.find(wanted)
        # What was folded or computed stands at the key alone.
        return Origin(start.file, at, column + indent) if indent >= 0 and wanted.strip() else start

    return place
