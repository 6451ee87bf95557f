"""Templates are compiled once, and again when they or dbtool's own code have changed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from dbtool.render import compiled
from dbtool.render.compiled import Compiled


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "t").write_text("one")
    return folder


def _render(templates: Path) -> str:
    environment = Environment(loader=FileSystemLoader(templates), bytecode_cache=Compiled(templates))
    return environment.get_template("t").render()


def _kept(templates: Path) -> list[bytes]:
    return [file.read_bytes() for file in (templates / "__pycache__").iterdir()]


def test_template_is_compiled_once(templates: Path) -> None:
    assert _render(templates) == "one"
    (kept,) = (templates / "__pycache__").iterdir()
    written = kept.stat().st_mtime_ns, kept.stat().st_ino

    assert _render(templates) == "one"
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == written


def test_changed_template_is_compiled_again(templates: Path) -> None:
    _render(templates)
    (templates / "t").write_text("two")

    assert _render(templates) == "two"
    assert len(_kept(templates)) == 1


def test_changed_code_compiles_all_again(templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _render(templates)
    before = _kept(templates)
    monkeypatch.setattr(compiled, "code_mark", lambda: "another version")

    assert _render(templates) == "one"
    assert _kept(templates) != before


def test_folder_that_cannot_be_written_is_no_failure(templates: Path) -> None:
    (templates / "__pycache__").write_text("in the way")

    assert _render(templates) == "one"


def test_nothing_is_written_where_python_writes_nothing(
    templates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert _render(templates) == "one"
    assert not (templates / "__pycache__").exists()
