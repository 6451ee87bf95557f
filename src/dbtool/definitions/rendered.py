"""The definitions' fingerprint without reading them: what a no-op diff needs, and nothing of the forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dbtool.definitions import files
from dbtool.errors import InvalidDefinition
from dbtool.model.access import Access


def fingerprint_of(
    sources: Sequence[Path],
    *,
    variables: Mapping[str, Any],
    target: str | None,
    database: str,
    default_schema: str = "public",
    access: Access = "adopt",
) -> str | None:
    """Give what `load(...)` would give as `fingerprint`, or None where a file cannot be read or rendered."""
    try:
        texts = {path: files.text_of(path) for path in files.find(sources)}
        if any(files.is_template(path, text) for path, text in texts.items()):
            # Jinja is not loaded for definitions without any of it.
            from dbtool.definitions.render import Renderer

            given = {**variables, "target": target, "database": database}
            renderer = Renderer(files.folders(sources), given)
            texts = {path: renderer.render(path).text for path in texts}
    except InvalidDefinition:
        return None
    texts = {path.resolve(): text for path, text in texts.items()}
    return files.fingerprint(default_schema, texts, sources, access)
