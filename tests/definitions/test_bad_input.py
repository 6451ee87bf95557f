"""Definitions that are wrong, and exactly what is said of them; the cases are in bad_input.yml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dbtool.definitions.contract import Definitions
from dbtool.definitions.forms import ENTRIES, OBJECTS, SINGLE
from dbtool.definitions.loader import load
from dbtool.errors import InvalidDefinitions
from tests.definitions.cases import load_text, table

CASES = table("bad_input.yml")


@pytest.mark.parametrize("name", CASES)
def test_errors_are_exactly(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    case = CASES[name]
    for file, text in case["files"].items():
        Path(file).parent.mkdir(exist_ok=True)
        Path(file).write_text(text)
    assert _errors(case.get("variables", {})) == case["errors"]


def test_a_missing_source_and_a_wrong_one_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("x")
    Path("bytes.yml").write_bytes(b"table: \xff\n")
    sources = [Path("nowhere"), Path("notes.txt"), Path("bytes.yml")]
    with pytest.raises(InvalidDefinitions) as caught:
        load(sources, variables={}, target=None, database="d")
    assert [str(error) for error in caught.value.errors] == [
        "bytes.yml: the file is not UTF-8 (byte 7)",
        "notes.txt: the name of a definition file ends in .yml, .yaml, .sql, or one of these and .j2",
        "nowhere: there is no such file or folder",
    ]


def test_a_password_is_in_no_message(tmp_path: Path) -> None:
    for value in ("hunter2", "[hunter2]", "{hunter2: 1}", "'env: hunter2'"):
        with pytest.raises(InvalidDefinitions) as caught:
            load_text(f"roles: {{app: {{password: {value}}}}}", tmp_path)
        assert "hunter2" not in "".join(f"{error}{error.hint}" for error in caught.value.errors)


WORDS = st.sampled_from(
    [
        *OBJECTS,
        *ENTRIES,
        *SINGLE,
        "columns",
        "type",
        "to",
        "on",
        "in",
        "table",
        "view",
        "t",
        "name",
        "schema",
        "grants",
        "policies",
        "like",
        "partitions",
        "unique",
        "foreign_keys",
        "checks",
        "events",
        "all",
        "waive",
    ]
)
LEAVES = st.one_of(
    st.sampled_from(["true", "null", "1", "1.5", "~", "t", "a -> t(a)", "select 1", "env", "''", '"x.y"']),
    WORDS,
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(WORDS, inner, max_size=4).map(
            lambda items: "{" + ", ".join(f"{key}: {item}" for key, item in items.items()) + "}"
        ),
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES)
@example("{tables: {t: {columns: {}, partitions: {t: [t]}}}}")
def test_whatever_is_written_ends_in_facts_or_errors(tmp_path: Path, text: str) -> None:
    try:
        found: Definitions | InvalidDefinitions = load_text(text, tmp_path)
    except InvalidDefinitions as error:
        found = error
    if isinstance(found, InvalidDefinitions):
        assert found.errors
        assert all(error.origin and error.origin.line for error in found.errors)


def _errors(variables: Mapping[str, Any]) -> list[str]:
    try:
        load([Path(".")], variables=variables, target=None, database="d")
    except InvalidDefinitions as error:
        return [f"{found} ({found.hint})" if found.hint else str(found) for found in error.errors]
    return []
