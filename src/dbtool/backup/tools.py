"""PostgreSQL's programs of the right version: beside the server, on PATH, in Debian's folders, or cached."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dbtool.backup.errors import BackupDamaged, PreflightRefused
from dbtool.backup.manifest import Manifest
from dbtool.backup.process import plain_environment
from dbtool.server import sandbox
from dbtool.server.contract import Refused, Say
from dbtool.server.debian_cache import cached_programs
from dbtool.server.local import DEBIAN_ROOT

VARIABLE = "DBTOOL_PG_BIN"
_VERSION = re.compile(r"\(PostgreSQL\) (\d+)(?:\.(\d+))?")
# A folder cannot be below this one: pg_dump ends there, unless its build has ended it before.
NOWHERE = "/dev/null/none"
NOT_OPENED = f'could not open output file "{NOWHERE}"'


@dataclass(frozen=True, slots=True)
class Tools:
    """A folder of PostgreSQL's programs, and their version."""

    folder: Path
    major: int
    version: str

    def path(self, name: str) -> Path:
        """Give the path of a program. Errors: PreflightRefused where the folder has none of that name."""
        found = self.folder / name
        if not found.exists():
            raise PreflightRefused(
                f"there is no {name} beside the pg_dump {self.version} in {self.folder}",
                hint=f"install PostgreSQL's server package, or set {VARIABLE} to a folder that has it",
            )
        return found

    @property
    def packs(self) -> bool:
        """Whether its pg_dump compresses by zstd, and its pg_restore reads that: not every build does."""
        return _packs(self.folder)


def find_tools(major: int, *, say: Say, packs: bool = False) -> Tools:
    """Give programs of that major version, else newer ones; never older.

    Shape:  with `packs` only those that know zstd.
    Errors: PreflightRefused, naming both versions, where there are only older ones, or none.
    """
    found = [tools for tools in map(tools_in, _folders()) if tools]
    new_enough = [tools for tools in found if tools.major >= major]
    fitting = [tools for tools in new_enough if tools.packs or not packs]
    exact = next((tools for tools in fitting if tools.major == major), None)
    newer = sorted((tools for tools in fitting if tools.major > major), key=lambda tools: tools.major)
    chosen = exact or _cached(major, say) or next(iter(newer), None)
    if chosen is None:
        have = ", ".join(sorted({tools.version for tools in new_enough or found})) or "none"
        if new_enough:
            raise PreflightRefused(
                f"the dump is compressed by zstd, and the pg_restore {have} here was built without it",
                hint=f"install postgresql-client-{major}, or set {VARIABLE} to the folder of its programs",
            )
        raise PreflightRefused(
            f"the server is PostgreSQL {major}, and the pg_dump here is of version {have}",
            hint=f"install postgresql-client-{major}, or set {VARIABLE} to the folder of its programs",
        )
    return chosen


def reading_tools(manifest: Manifest, *, say: Say, server: int = 0) -> Tools:
    """Give programs that read a backup's dump, and restore it on a server of that major version.

    Errors: as `find_tools`; BackupDamaged.
    """
    try:
        written = int(manifest.tools["pg_dump"].partition(".")[0])
    except (KeyError, ValueError):
        raise BackupDamaged(f"the manifest of {manifest.id} does not say which pg_dump wrote it") from None
    packs = any(part.packed for part in manifest.artifacts)
    # An older pg_restore may not read it.
    return find_tools(max(server, written), say=say, packs=packs)


def server_folders(major: int, say: Say) -> Iterator[Path]:
    """Give the folders that could run a server of that very version."""
    on_path = shutil.which("pg_config")
    places = [*_folders(), *([Path(on_path).parent] if on_path else [])]
    found = [tools.folder for tools in map(tools_in, dict.fromkeys(places)) if tools and tools.major == major]
    yield from found
    cached = _cached(major, say)
    if cached and cached.folder not in found:
        yield cached.folder


@cache
def tools_in(folder: Path) -> Tools | None:
    """Give the programs of a folder, None where it has no pg_dump that runs."""
    program = folder / "pg_dump"
    if not program.exists():
        return None
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=False, env=plain_environment()
        ).stdout
    except OSError:
        return None
    found = _VERSION.search(said)
    if found is None:
        return None
    return Tools(folder, int(found[1]), f"{found[1]}.{found[2] or 0}")


@cache
def _packs(folder: Path) -> bool:
    asked = (str(folder / "pg_dump"), "--format=custom", "--compress=zstd", f"--file={NOWHERE}")
    said = subprocess.run(asked, capture_output=True, text=True, check=False, env=plain_environment())
    return NOT_OPENED in said.stderr


def _folders() -> Iterator[Path]:
    named = os.environ.get(VARIABLE)
    if named:
        yield Path(named)
    beside = sandbox.programs()
    if beside:
        yield beside
    on_path = shutil.which("pg_dump")
    if on_path:
        yield Path(on_path).parent
    yield from sorted(DEBIAN_ROOT.glob("*/bin"), reverse=True)


def _cached(major: int, say: Say) -> Tools | None:
    try:
        folder = cached_programs(major, say)
    except Refused as refused:
        say(f"not from Debian's packages: {refused.reason}")
        return None
    return tools_in(folder) if folder else None
