"""`dbtool init`: the files of a new project."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dbtool.errors import WrongUsage
from dbtool.operations.state import write_atomically
from dbtool.settings import PROJECT_FILE

_PROJECT = """\
# Which databases this repository keeps, and where they live.
[databases.{name}]

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
        if (folder / path).exists():
            raise WrongUsage(f"{folder / path} is there already", hint="run `dbtool init` in an empty folder")
    for path, text in files.items():
        write_atomically(folder / path, text)
    return tuple(folder / path for path in files)


def _files(database: str) -> Mapping[str, str]:
    return {
        PROJECT_FILE: _PROJECT.format(name=database),
        f"schema/{database}/example.yml": _TABLE,
    }
