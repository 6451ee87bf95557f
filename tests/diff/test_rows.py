"""Rows against rows: the short way says that nothing differs exactly where the whole way does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from tests.catalog.conftest import rich_sql
from tests.support.databases import Databases

from dbtool.catalog.reading import reading
from dbtool.diff.differ import change_of, diff
from dbtool.diff.rows import same_rows
from dbtool.kinds import BY_NAME, KINDS
from dbtool.model.codec import Stored, to_json
from dbtool.model.database import Database
from dbtool.model.fact import Rows

MODELS = {kind.name: kind.model for kind in KINDS}


@pytest.fixture(scope="module")
def live(databases: Databases) -> Iterator[tuple[Rows, Database]]:
    """What the server has, as rows and as facts."""
    with psycopg.connect(databases.create()) as connection:
        connection.execute(rich_sql(databases).encode())
        with reading(connection) as found:
            yield found.rows, found.database()[0]
        connection.rollback()


def stored(database: Database) -> Rows:
    return Stored(json.loads(to_json(database)), MODELS).rows


def test_server_and_file_have_the_same_rows(live: tuple[Rows, Database]) -> None:
    rows, database = live
    assert same_rows(rows, stored(database))
    kept = stored(database)
    for kind, found in rows.items():
        assert found == kept.get(kind, {}), kind


def test_owner_that_nobody_declares_is_no_difference(live: tuple[Rows, Database]) -> None:
    rows, database = live
    unowned = {
        key: type(fact).from_values({**fact.values(), "owner": None})
        if "owner" in BY_NAME[key.kind].fields
        else fact
        for key, fact in database.facts.items()
    }
    wanted = replace(database, facts=unowned)
    assert diff(database, wanted) == []
    assert same_rows(rows, stored(wanted))


def test_role_that_nobody_declares_is_no_difference(live: tuple[Rows, Database]) -> None:
    rows, database = live
    wanted = database.only(key for key in database if not BY_NAME[key.kind].cluster)
    assert same_rows(rows, stored(wanted))


def test_each_missing_object_is_a_difference(live: tuple[Rows, Database]) -> None:
    rows, _ = live
    for kind, found in rows.items():
        for path in found:
            wanted = {**rows, kind: {other: row for other, row in found.items() if other != path}}
            assert same_rows(rows, wanted) == BY_NAME[kind].cluster, (kind, path)
            # What is wanted and not there differs, whatever it is.
            assert not same_rows(wanted, rows), (kind, path)


def test_each_changed_text_is_told_as_the_rules_tell_it(live: tuple[Rows, Database]) -> None:
    rows, database = live
    for key, fact in database.facts.items():
        for name, value in fact.values().items():
            if name in fact.identity or not isinstance(value, str):
                continue
            other = replace(fact, **{name: type(value)(f"{value} ")})
            one = stored(Database(facts={key: other}))[key.kind]
            wanted = {**rows, key.kind: {**rows[key.kind], **one}}
            assert same_rows(rows, wanted) == (not list(change_of(key, fact, other))), (key, name)


def test_field_that_a_kind_has_not_got_is_an_error() -> None:
    with pytest.raises(TypeError, match="weight"):
        Stored({"facts": [{"kind": "schema", "fact": {"name": "x", "weight": 1}}], "unmodelled": []}, MODELS)
    with pytest.raises(TypeError, match="name"):
        Stored({"facts": [{"kind": "schema", "fact": {}}], "unmodelled": []}, MODELS)
