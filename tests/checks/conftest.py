"""Fixtures of the rules' tests: definitions built on a scratch database, and dbtool in a project."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from dbtool.cli.exit_status import ExitStatus
from dbtool.server.contract import Server
from tests.checks.rule_cases import Build, built_on
from tests.cli.programs import run_dbtool
from tests.support.databases import Databases

Check = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="session")
def build(databases: Databases) -> Build:
    """Builds definitions on one scratch database, which stays empty."""
    return built_on(databases.create())


@pytest.fixture
def check(tmp_path: Path, server: Server) -> Check:
    """Run `dbtool check` in a folder, with files as given by name, and make sure how it ends."""
    environment = {
        "DBTOOL_SERVER_URL": server.url,
        "DBTOOL_PROVIDER": "url",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "XDG_RUNTIME_DIR": str(tmp_path),
    }

    def go(
        *arguments: str, files: dict[str, str] | None = None, status: ExitStatus = ExitStatus.DONE
    ) -> CompletedProcess[str]:
        for name, text in (files or {}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = run_dbtool("check", *arguments, folder=tmp_path, environment=environment)
        assert done.returncode == status, done.stderr + done.stdout
        assert "Traceback" not in done.stderr
        return done

    return go
