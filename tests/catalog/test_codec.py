"""The JSON form of a database: whole, stable, one object per line."""

from __future__ import annotations

import json

import pytest

from dbtool.kinds import KINDS
from dbtool.model.codec import from_json, to_json
from dbtool.model.database import EMPTY, Database

MODELS = {kind.name: kind.model for kind in KINDS}


def test_round_trip_keeps_everything(rich: Database) -> None:
    back = from_json(to_json(rich), MODELS)
    assert back.facts == rich.facts
    assert back.edges == rich.edges
    assert back.parents == rich.parents
    assert back.unmodelled == rich.unmodelled
    assert back.fingerprint == rich.fingerprint


def test_text_does_not_depend_on_the_order_of_facts(rich: Database) -> None:
    turned = Database(
        facts=dict(reversed(list(rich.facts.items()))),
        edges=dict(reversed(list(rich.edges.items()))),
        parents=dict(reversed(list(rich.parents.items()))),
    )
    assert to_json(turned) == to_json(rich)


def test_one_object_stands_on_one_line(rich: Database) -> None:
    lines = to_json(rich).splitlines()
    (line,) = [line for line in lines if '"name": "upper_name"' in line]
    assert json.loads(line.rstrip(",")) == {
        "kind": "column",
        "fact": {
            "schema": "app",
            "table": "parent",
            "name": "upper_name",
            "position": 7,
            "type": "text",
            "generated": "upper(name)",
        },
        "parent": ["table", "app", "parent"],
        "needs": [["column", "app", "parent", "name"]],
    }


def test_empty_database_round_trips() -> None:
    assert from_json(to_json(EMPTY), MODELS) == EMPTY


def test_unknown_kind_and_field_are_errors() -> None:
    with pytest.raises(KeyError, match="planet"):
        from_json('{"facts": [{"kind": "planet", "fact": {}}], "unmodelled": []}', MODELS)
    with pytest.raises(TypeError, match="weight"):
        from_json('{"facts": [{"kind": "schema", "fact": {"weight": 1}}], "unmodelled": []}', MODELS)
