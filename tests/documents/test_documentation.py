"""Every code that a finding can have is on the page about the import of documents."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "import_files.md"
SOURCES = [
    *(ROOT / "src/dbtool/execute/mending").rglob("*.py"),
    *(ROOT / "src/dbtool/documents").glob("*.py"),
]
# Functions whose argument of this place is a code.
_PLACES = {"caution": 1, "_finding": 1}


def _codes() -> Iterator[str]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            values = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            if name in _PLACES and len(node.args) > _PLACES[name]:
                values.append(node.args[_PLACES[name]])
            for value in values:
                found = (one.value for one in ast.walk(value) if isinstance(one, ast.Constant))
                yield from (code for code in found if isinstance(code, str) and "-" in code)


def test_every_code_is_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    codes = set(_codes())
    assert len(codes) > 40
    assert {code for code in codes if f"`{code}`" not in page} == set()
