"""Projects on disk, and the dbtool and alembic commands run in them as processes of their own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server

REPOSITORY = Path(__file__).parents[2]
# The databases that this repository keeps.
PLATFORMS = tuple(tomllib.loads((REPOSITORY / "dbtool.toml").read_text(encoding="utf-8"))["databases"])
PARTS = ("dbtool.toml", "alembic.ini", "schema", "policies", "roles", "migrations")
LIVE = "DBTOOL_TEST_LIVE"
# What would change what a command says or where it looks.
UNWANTED = ("DBTOOL_TEST_URL", "DBTOOL_URL", "DBTOOL_SANDBOX_URL", "DBTOOL_DEBUG", "NO_COLOR", "PGOPTIONS")

Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a dbtool.toml, and the environment of the commands that run there."""

    folder: Path
    environment: Mapping[str, str]

    def on(self, url: str) -> Project:
        """Give the same project with its target on another database."""
        return replace(self, environment={**self.environment, LIVE: url})

    @property
    def url(self) -> str:
        """The URL of the target's database."""
        return self.environment[LIVE]

    def copy(self, folder: Path) -> Project:
        """Give a copy of the project in `folder`, which must not be there yet."""
        shutil.copytree(self.folder, folder)
        return replace(self, folder=folder)

    def write(self, path: str, text: str) -> Path:
        """Write a file of the project."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return file

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def revisions(self, database: str = "app") -> list[Path]:
        """Give the files of the revisions, oldest first."""
        return sorted((self.folder / "migrations" / database / "versions").glob("[0-9]*.py"))

    def run(self, *arguments: str, status: ExitStatus = ExitStatus.DONE, **environment: str) -> Done:
        """Run dbtool to its end, without a terminal, and make sure that it ends as it should."""
        done = self._run([*DBTOOL, *arguments], environment)
        assert done.returncode == status, f"status {done.returncode}\n{done.stderr}{done.stdout}"
        assert "Traceback" not in done.stderr
        assert "fault in dbtool" not in done.stderr
        return done

    def alembic(self, *arguments: str, status: int = 0, **environment: str) -> Done:
        """Run the plain alembic command on the project's alembic.ini."""
        done = self._run([sys.executable, "-m", "alembic", *arguments], environment)
        assert done.returncode == status, f"status {done.returncode}\n{done.stderr}{done.stdout}"
        return done

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start dbtool and give the process; its stderr can be read line by line."""
        return subprocess.Popen(
            [*DBTOOL, *arguments],
            cwd=self.folder,
            env=self._environment({}),
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _run(self, command: list[str], environment: Mapping[str, str]) -> Done:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment(environment),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        base = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        return {**base, "COLUMNS": "100", **self.environment, **more}


DBTOOL = (sys.executable, "-m", "dbtool")


def complaint(done: Done) -> list[str]:
    """Give what was said, without the notes of what went on."""
    lines = done.stderr.splitlines()
    first = next(number for number, line in enumerate(lines) if re.match(r"error: |\S+:\d+:\d+: ", line))
    return lines[first:]


def command_environment(server: Server, folder: Path) -> dict[str, str]:
    """Give the environment of commands that use the tests' server for scratch, with a cache in `folder`.

    Shape: no sandbox that runs on this machine is found.
    """
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {
        "DBTOOL_SERVER_URL": server.url,
        "DBTOOL_PROVIDER": "url",
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
    }


def copy_repository(folder: Path) -> None:
    """Copy what this repository holds as a project of dbtool."""
    folder.mkdir(parents=True)
    for name in PARTS:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
