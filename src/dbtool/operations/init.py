"""`dbtool init`: the files of a new project, of a live database where one is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dbtool.errors import WrongUsage
from dbtool.execute.progress import Progress
from dbtool.operations.state import write_atomically
from dbtool.settings import PROJECT_FILE

if TYPE_CHECKING:
    from dbtool.operations.import_live import LiveImport, LiveSource
    from dbtool.operations.import_write import Destination

_PROJECT = """\
# Which databases this repository keeps, and where they live.
{database}

[targets.sandbox]
url = "sandbox"
community_features = "emulate"
allow = ["all"]

# [targets.prod]
# url = "env:PROD_URL"
# lock_timeout = "3s"
"""
_TABLE = """\
table: example
comment: One row per example; rename this file and make it yours.
columns:
  id: bigint generated always as identity
  name: {type: text, nullable: false, comment: What people call it}
  created_at: timestamptz not null default now()
primary_key: [id]
"""


def init(folder: Path, *, name: str | None) -> tuple[Path, ...]:
    """Write a project with one database and one table into `folder`; give the files.

    Errors: WrongUsage where a project is there already; nothing is overwritten.
    """
    database = name or folder.resolve().name.replace("-", "_").lower() or "app"
    files = _files(database)
    for path in files:
        _refuse_present(folder / path)
    for path, text in files.items():
        write_atomically(folder / path, text)
    return tuple(folder / path for path in files)


def init_from(
    folder: Path, source: LiveSource, destination: Destination, *, progress: Progress
) -> LiveImport:
    """Write a project with the definitions of a live database into `folder`.

    Errors: WrongUsage where a project is there already; those of `import_live`.
    """
    # The inspector, the writers and the loader: not for a new project that starts from nothing.
    from dbtool.operations.import_live import import_live

    project = folder / PROJECT_FILE
    _refuse_present(project)
    found = import_live(source, destination, progress=progress)
    section = project_section(destination.name, destination.default_schema)
    write_atomically(project, _PROJECT.format(database=section))
    return replace(found, writing=replace(found.writing, files=(project, *found.writing.files)))


def project_section(name: str, default_schema: str = "public") -> str:
    """Give the lines of dbtool.toml that name a database."""
    plain = name.replace("_", "").replace("-", "")
    bare = plain.isascii() and plain.isalnum()
    quoted = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    lines = [f"[databases.{name if bare else quoted}]"]
    if default_schema != "public":
        lines.append(f'default_schema = "{default_schema}"')
    return "\n".join(lines)


def _refuse_present(path: Path) -> None:
    if path.exists():
        raise WrongUsage(f"{path} is there already", hint="run `dbtool init` in an empty folder")


def _files(database: str) -> Mapping[str, str]:
    return {
        PROJECT_FILE: _PROJECT.format(database=project_section(database)),
        f"schema/{database}/example.yml": _TABLE,
    }
