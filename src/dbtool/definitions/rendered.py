"""The definitions' fingerprint without reading them: what a no-op diff needs, and nothing of the forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dbtool.definitions import files
from dbtool.definitions.render import Renderer
from dbtool.errors import InvalidDefinition


def fingerprint_of(
    sources: Sequence[Path],
    *,
    variables: Mapping[str, Any],
    target: str | None,
    database: str,
    default_schema: str = "public",
) -> str | None:
    """Give what `load(...)` would give as `fingerprint`, or None where a file cannot be read or rendered."""
    renderer = Renderer(files.folders(sources), {**variables, "target": target, "database": database})
    try:
        texts = {path.resolve(): renderer.render(path).text for path in files.find(sources)}
    except InvalidDefinition:
        return None
    return files.fingerprint(default_schema, texts, sources)
