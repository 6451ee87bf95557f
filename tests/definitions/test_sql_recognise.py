"""What SQL statements declare: TimescaleDB's calls and options, roles, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from dbtool.definitions.sql_facts import Recognised
from dbtool.definitions.sql_recognise import recognise
from dbtool.definitions.sql_split import split
from dbtool.errors import InvalidDefinition

CASES: dict[str, Any] = YAML(typ="safe").load(Path(__file__).with_suffix(".yml"))
DECLARING = {**CASES["calls"], **CASES["options"], **CASES["roles"]}


def _recognised(sql: str) -> Recognised:
    [statement] = split(sql, "f.sql")
    found = recognise(statement)
    assert found is not None
    return found


@pytest.mark.parametrize("case", DECLARING.values(), ids=DECLARING.keys())
def test_recognise_declares(case: dict[str, Any]) -> None:
    found = _recognised(case["sql"])
    facts = [{fact.kind: fact.values()} for fact in found.facts]
    amendments = [{f"~{one.key}": dict(one.fields)} for one in found.amendments]
    # Through JSON, since YAML knows no tuples.
    assert json.loads(json.dumps([*facts, *amendments])) == case["gives"]
    assert [fact.kind for fact in found.implied] == case.get("implied", [])
    assert found.sql == case.get("rest")


@pytest.mark.parametrize("case", CASES["default_indexes"].values(), ids=CASES["default_indexes"].keys())
def test_recognise_default_indexes(case: dict[str, Any]) -> None:
    found = _recognised(case["sql"])
    assert {index.name: index.definition for index in found.default_indexes} == case["indexes"]


def test_recognise_takes_the_default_schema() -> None:
    [statement] = split("SELECT create_hypertable('m', 'time')", "f.sql")
    found = recognise(statement, "app")
    assert found is not None
    assert str(found.facts[0].key) == "hypertable app.m"


@pytest.mark.parametrize(("source", "variable"), [("env", "OCTOPUS_APP_PASSWORD"), ("env:OTHER", "OTHER")])
def test_recognise_password_from_the_environment(source: str, variable: str) -> None:
    found = _recognised("CREATE ROLE octopus_app LOGIN PASSWORD '{}'".replace("{}", source))
    assert found.facts[0].values() == {"name": "octopus_app", "login": True, "password": variable}


@pytest.mark.parametrize("secret", ["hunter2", "env:hunter 2", "env hunter2"])
def test_recognise_password_reaches_no_message(secret: str) -> None:
    [statement] = split("CREATE ROLE octopus_app LOGIN PASSWORD '{}'".replace("{}", secret), "f.sql")
    with pytest.raises(InvalidDefinition) as caught:
        recognise(statement)
    assert "hunter" not in repr(vars(caught.value))
    assert caught.value.hint == "write PASSWORD 'env', and set OCTOPUS_APP_PASSWORD in the environment"


@pytest.mark.parametrize("sql", CASES["runs"])
def test_recognise_leaves_to_the_server(sql: str) -> None:
    [statement] = split(sql, "f.sql")
    assert recognise(statement) is None


@pytest.mark.parametrize(("sql", "message"), CASES["refused"].items())
def test_recognise_refuses(sql: str, message: str) -> None:
    [statement] = split("\n  {}".replace("{}", sql), "f.sql")
    with pytest.raises(InvalidDefinition) as caught:
        recognise(statement)
    assert caught.value.message == message
    assert str(caught.value.origin) == "f.sql:2:3"
