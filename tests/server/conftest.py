"""Fixtures for tests that start servers of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.errors import ServerUnavailable
from dbtool.server.explicit_url import VARIABLES
from dbtool.server.provider import acquire_server


def say_nothing(_line: str) -> None:
    """Take a line of talk and drop it."""


@pytest.fixture(scope="session")
def own_provider() -> str:
    """A provider that runs a private cluster on this machine."""
    reasons = []
    for name in ("local", "cache"):
        try:
            acquire_server(name, say=say_nothing).close()
        except ServerUnavailable as error:
            reasons.append(error.message)
        else:
            return name
    pytest.skip("; ".join(reasons))


@pytest.fixture
def no_url(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server and no provider named in the environment."""
    for variable in (*VARIABLES, "DBTOOL_PROVIDER", "DBTOOL_SANDBOX_URL"):
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_url: None, own_provider: str) -> Path:
    """A runtime folder of the test's own; the user's sandbox is left alone, and `own_provider` is forced."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("DBTOOL_PROVIDER", own_provider)
    return tmp_path / "dbtool"
