"""The examples of docs/definitions.md are right, and together they are a database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dbtool.definitions.forms import ENTRIES, OBJECTS
from dbtool.definitions.json_schema import json_schema
from dbtool.definitions.loader import load
from dbtool.definitions.render import Renderer
from dbtool.execute.scratch import build_wanted
from tests.definitions.cases import documents_of

PAGE = Path(__file__).parents[2] / "docs" / "definitions.md"
# Only the server knows how it spells the types in their keys.
NAMED_BY_TYPES = ("function", "aggregate", "cast", "operator", "transform")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, example in enumerate(EXAMPLES):
        (tmp_path / f"{number:02}.yml").write_text(example)
    return tmp_path


def test_examples_load(folder: Path) -> None:
    loaded = load([folder], variables={}, target="prod", database="docs")
    assert len(loaded.files) == len(EXAMPLES) > 20


def test_examples_are_valid_for_editors(folder: Path) -> None:
    validator = Draft202012Validator(json_schema())
    renderer = Renderer([folder], {"target": "prod", "database": "docs"})
    for path in sorted(folder.iterdir()):
        for document in documents_of(renderer.render(path).text):
            assert [error.message for error in validator.iter_errors(document)] == [], path.read_text()


@pytest.mark.parametrize("section", [*OBJECTS, *ENTRIES])
def test_every_section_is_documented(section: str) -> None:
    assert section in PAGE.read_text()


def test_examples_build_on_a_server(folder: Path, database_url: str) -> None:
    loaded = load([folder], variables={}, target="prod", database="docs")
    wanted = build_wanted(database_url, loaded).wanted
    declared = {
        fact.key for fact in loaded.facts if fact.kind not in (*NAMED_BY_TYPES, "schema", "extension")
    }
    assert declared - wanted.facts.keys() == set()
    assert all(loaded.origin(key) for key in wanted.facts if key.kind in ("column", "constraint", "function"))
