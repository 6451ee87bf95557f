"""The cache of Debian's packages: when it is valid, and that a broken build leaves no valid one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dbtool.errors import ServerUnavailable
from dbtool.server import debian_cache
from dbtool.server.provider import acquire_server
from tests.server.conftest import say_nothing


@pytest.fixture
def warm() -> Path:
    """A valid cache of this machine."""
    for folder in (debian_cache.cache_folder(), debian_cache.SYSTEM_CACHE):
        root = folder / debian_cache.FOLDER
        if (root / debian_cache.MANIFEST).exists():
            return root
    pytest.skip(
        "no cache was built on this machine; the provider `cache` builds it when it is the first that works"
    )


def test_warm_cache_needs_no_program_of_the_host(
    warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk: list[str] = []
    monkeypatch.setenv("PATH", str(tmp_path))
    acquire_server("cache", say=talk.append).close()
    assert talk == []


def test_moved_cache_is_not_used(warm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = tmp_path / "dbtool" / debian_cache.FOLDER
    moved.mkdir(parents=True)
    shutil.copy(warm / debian_cache.MANIFEST, moved)
    monkeypatch.setattr(debian_cache, "SYSTEM_CACHE", tmp_path / "dbtool")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerUnavailable, match="this host has no apt-get"):
        acquire_server("cache", say=say_nothing)
    assert not moved.exists() or not (moved / debian_cache.MANIFEST).exists()


def test_manifest_names_the_packages(warm: Path) -> None:
    packages = json.loads((warm / debian_cache.MANIFEST).read_text())["packages"]
    assert {"postgresql-17", "postgresql-17-timescaledb", "libc6"} <= set(packages)


def test_cache_folder_that_cannot_be_made_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    monkeypatch.setattr(debian_cache, "SYSTEM_CACHE", in_the_way / "dbtool")
    monkeypatch.setenv("XDG_CACHE_HOME", str(in_the_way))
    with pytest.raises(ServerUnavailable, match=r"cannot be written .*set XDG_CACHE_HOME"):
        acquire_server("cache", say=say_nothing)
