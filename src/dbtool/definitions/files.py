"""The definition files of a database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from dbtool.errors import InvalidDefinition, Origin
from dbtool.model.access import Access

SUFFIXES = (".yml", ".yaml", ".sql")
_MARKS = ("{{", "{%", "{#")


def is_definition(path: Path) -> bool:
    """Say whether the name is one of a definition file; those that start with `_` are only for including."""
    return path.name.removesuffix(".j2").endswith(SUFFIXES) and not path.name.startswith(("_", "."))


def is_sql(path: Path) -> bool:
    """Say whether the file holds SQL rather than YAML."""
    return path.name.removesuffix(".j2").endswith(".sql")


def text_of(path: Path) -> str:
    """Give a file's text.

    Errors: InvalidDefinition if it cannot be read or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InvalidDefinition(
            f"the file cannot be read: {error.strerror}", origin=Origin(str(path))
        ) from error
    except UnicodeDecodeError as error:
        raise InvalidDefinition(
            f"the file is not UTF-8 (byte {error.start})", hint="save it as UTF-8", origin=Origin(str(path))
        ) from error


def is_template(path: Path, text: str) -> bool:
    """Say whether the text is for Jinja first. Plain SQL is the server's alone: {{1,2}} is an array there."""
    return path.suffix != ".sql" and any(mark in text for mark in _MARKS)


def find(sources: Sequence[Path]) -> list[Path]:
    """Give the definition files of the folders and files, each once, sorted within its source.

    Errors: InvalidDefinition where a source is missing or an explicit file is of no known form.
    """
    found: dict[Path, None] = {}
    for source in sources:
        for path in _files_of(source):
            found.setdefault(path)
    return list(found)


def folders(sources: Sequence[Path]) -> tuple[Path, ...]:
    """Give the folders that includes are searched in."""
    return tuple(dict.fromkeys(source if source.is_dir() else source.parent for source in sources))


def fingerprint(
    default_schema: str, texts: Mapping[Path, str], sources: Sequence[Path], access: Access = "adopt"
) -> str:
    """Give a hash of all that definitions come from: equal ones load to equal definitions.

    Shape: `texts` are the definition files after Jinja. Bodies of routines that lie in files for including
           are taken as they stand.
    """
    bodies = (path for source in sources if source.is_dir() for path in source.rglob("_*") if is_sql(path))
    parts = [default_schema] if access == "adopt" else [default_schema, access]
    for path in sorted(texts):
        parts += ["sql" if is_sql(path) else "yaml", texts[path]]
    for path in sorted(bodies):
        parts += ["body", path.read_text(encoding="utf-8", errors="replace")]
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode()
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def _files_of(source: Path) -> list[Path]:
    if source.is_dir():
        return sorted(path for path in source.rglob("*") if is_definition(path) and _visible(path, source))
    if not source.exists():
        raise InvalidDefinition(
            "there is no such file or folder",
            hint="name a folder with definitions, or a .yml or .sql file",
            origin=Origin(str(source)),
        )
    if not source.name.removesuffix(".j2").endswith(SUFFIXES):
        raise InvalidDefinition(
            f"the name of a definition file ends in {', '.join(SUFFIXES)}, or one of these and .j2",
            hint="rename the file, or name a folder",
            origin=Origin(str(source)),
        )
    return [source]


def _visible(path: Path, source: Path) -> bool:
    folders = path.relative_to(source).parts[:-1]
    return path.is_file() and not any(name.startswith(".") for name in folders)
