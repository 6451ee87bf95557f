"""The public face: explicit, lazy and complete."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from dbtool import api


def _imported_for_types() -> set[str]:
    tree = ast.parse(Path(api.__file__).read_text(encoding="utf-8"))
    blocks = [node for node in tree.body if isinstance(node, ast.If)]
    return {
        f"{statement.module}.{alias.name}"
        for block in blocks
        for statement in block.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }


def test_three_lists_agree() -> None:
    lazy = {f"dbtool.{home}.{name}" for name, home in api._HOME_OF.items()}
    assert lazy == _imported_for_types()
    assert sorted(api._HOME_OF) == sorted(api.__all__)
    assert dir(api) == sorted(api.__all__)


@pytest.mark.parametrize("name", api.__all__)
def test_each_name_is_there(name: str) -> None:
    assert getattr(api, name) is not None


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        _ = api.nope


def test_import_of_the_face_is_light() -> None:
    program = "import sys, dbtool.api; print('psycopg' in sys.modules, 'alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
