"""The JSON Schema for editors agrees with the loader."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from dbtool.definitions.forms import ENTRIES, OBJECTS, SINGLE
from dbtool.definitions.json_schema import json_schema
from tests.definitions.cases import documents_of, table

SCHEMA = json_schema()
GOOD = table("good_input.yml")
# Mistakes of form, which an editor can see; the others need other files, or are in what a text says.
FORM = [
    "unknown key in a table",
    "unknown key in a column",
    "key of the table written in a column",
    "unknown section",
    "hypertable as a section",
    "text for a truth value",
    "missing key",
    "list for a column",
    "wrong choice",
    "list for columns",
    "number for a name",
    "columns of an index under another key",
    "unknown key in a retention",
    "retention without an interval",
    "retention section without its table",
    "retention section without a table",
    "wrong command of a policy",
    "wrong types in a role",
    "document that is a list",
    "function without a body",
    "view without a query",
    "list for a partition",
    "hypertable without its column",
    "key beside a single object",
    "sections and one table in a document",
]


def test_schema_is_valid_and_names_every_section() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert {*OBJECTS, *ENTRIES} <= SCHEMA["$defs"]["Sections"]["properties"].keys()
    assert {f"Single_{kind}" for kind in SINGLE} <= SCHEMA["$defs"].keys()


@pytest.mark.parametrize("name", GOOD)
def test_good_documents_are_valid(name: str) -> None:
    validator = Draft202012Validator(SCHEMA)
    for document in documents_of(GOOD[name]["definition"]):
        assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("name", FORM)
def test_mistakes_of_form_are_seen(name: str) -> None:
    text = table("bad_input.yml")[name]["files"]["x.yml"]
    validator = Draft202012Validator(SCHEMA)
    assert not all(validator.is_valid(document) for document in documents_of(text))


def test_forms_have_descriptions() -> None:
    forms = {name: form for name, form in SCHEMA["$defs"].items() if "_" not in name and name != "Sections"}
    assert [name for name, form in forms.items() if not form.get("description")] == []
