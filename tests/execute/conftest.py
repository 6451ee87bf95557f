"""Fixtures for tests of the executor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.execute.support import Project, Recorder


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty folder of revisions."""
    return Project(tmp_path / "migrations" / "shop")


@pytest.fixture
def progress() -> Recorder:
    """A Progress that remembers."""
    return Recorder()
