"""What the queries of the kinds give for a schema with something of everything."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import psycopg
import pytest
from ruamel.yaml import YAML

from dbtool.catalog.query import own
from dbtool.catalog.scope import find_scope
from dbtool.catalog.server import server_info
from dbtool.kinds import KINDS
from dbtool.kinds.base import Kind
from dbtool.model.database import Database
from dbtool.model.key import Key
from dbtool.server.contract import Server
from tests.support.extensions import NEEDS_ICU, has_icu

EXPECTED = YAML(typ="safe").load(Path(__file__).with_name("rich.yml"))


@pytest.mark.parametrize(("kind", "path", "fields"), EXPECTED, ids=lambda value: str(value)[:60])
def test_fact_has_the_fields(
    rich: Database, server: Server, kind: str, path: list[str], fields: dict[str, Any]
) -> None:
    if fields.get("provider") == "icu" and not has_icu(server.url):
        pytest.skip(NEEDS_ICU)
    fact = rich.get(kind, *path)
    assert fact is not None
    assert json.loads(json.dumps({name: getattr(fact, name) for name in fields})) == fields


ABSENT = [
    ("column", "app", "part_2024", "v"),
    ("column_default", "app", "part_2024", "v"),
    ("column", "app", "heir", "name"),
    ("column", "app", "parent", "gone"),
    ("column_default", "app", "parent", "upper_name"),
    ("constraint", "app", "part_2024", "part_2024_pkey"),
    ("constraint", "app", "heir", "short"),
    ("index", "app", "parent_pkey"),
    ("index", "app", "part_2024_v_idx"),
    ("trigger", "app", "part_2024", "touch"),
    ("sequence", "app", "parent_ident_seq"),
    ("function", "app", "soundex", "text"),
    ("extension", "plpgsql"),
    ("grant", "table", "app", "child", "rich_owner"),
    ("role", "pg_read_all_data"),
]


@pytest.mark.parametrize("key", ABSENT, ids=".".join)
def test_part_of_another_object_is_no_fact(rich: Database, key: tuple[str, ...]) -> None:
    kind, *path = key
    assert Key(kind, tuple(path)) not in rich


def test_definition_of_a_function_is_the_whole_statement(rich: Database) -> None:
    fact = rich.get("function", "app", "touch", "")
    assert fact is not None
    definition = fact.values()["definition"]
    assert definition.startswith("CREATE OR REPLACE FUNCTION app.touch()\n RETURNS trigger")


def test_definition_of_a_view_is_qualified_and_without_semicolon(rich: Database) -> None:
    fact = rich.get("view", "app", "joined")
    assert fact is not None
    definition = fact.values()["definition"]
    assert "FROM (app.plain" in definition
    assert not definition.endswith(";")


def test_every_kind_of_plain_postgresql_is_there(rich: Database) -> None:
    elsewhere = {"timescale", "upkeep"}
    plain = {kind.name for kind in KINDS if kind.catalog_file.parent.name not in elsewhere}
    # PostgreSQL 18 and later have it.
    assert set(rich.counts()) - {"not_null"} == plain - {"not_null"}


def test_kinds_are_found_where_the_inspector_looks(timescale: psycopg.Connection) -> None:
    scope = find_scope(timescale, server_info(timescale))
    cursor = timescale.execute(own("populated.sql").encode())
    known = {column.name for column in cursor.description or ()} | scope.keys()

    assert {kind.found_in for kind in KINDS} - {""} <= known


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_query_gives_every_field_in_order_and_an_address(kind: Kind, timescale: psycopg.Connection) -> None:
    scope = find_scope(timescale, server_info(timescale))
    cursor = timescale.execute(kind.catalog_file.read_bytes(), scope)
    fields = [field.name for field in dataclasses.fields(kind.model)]
    assert [column.name for column in cursor.description or ()] == [*fields, "classid", "objid", "objsubid"]
