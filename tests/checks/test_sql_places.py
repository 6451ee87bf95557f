"""Where objects of SQL files stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from dbtool.checks.sql_places import sql_places
from dbtool.definitions.loader import load
from dbtool.model.key import Key

SQL = """\
-- {{ target }}
CREATE UNLOGGED TABLE IF NOT EXISTS app."Odd Table" (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  owner_id bigint CONSTRAINT of_owner REFERENCES owners (id),
  peer_id bigint
    REFERENCES peers (id),
  CONSTRAINT positive CHECK (id > 0),
  UNIQUE (owner_id, peer_id)
);
CREATE TABLE plain (a int); CREATE UNIQUE INDEX CONCURRENTLY by_a ON plain (a);
CREATE INDEX ON plain (a);
CREATE INDEX ON plain USING btree (a);
ALTER TABLE ONLY plain
  ADD COLUMN b int,
  ADD CONSTRAINT b_fk FOREIGN KEY (b) REFERENCES plain (a);
CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'select 1';
CREATE MATERIALIZED VIEW m AS SELECT 1;
CREATE TYPE mood AS ENUM ('sad');
CREATE TRIGGER touch BEFORE UPDATE ON app."Odd Table" FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY own ON plain USING (true);
"""
ODD = ("app", "Odd Table")
EXPECTED = {
    Key("table", ODD): "2:1",
    Key("column", (*ODD, "id")): "3:3",
    Key("constraint", (*ODD, "Odd Table_pkey")): "3:3",
    Key("column", (*ODD, "owner_id")): "4:3",
    Key("constraint", (*ODD, "of_owner")): "4:3",
    Key("column", (*ODD, "peer_id")): "5:3",
    Key("constraint", (*ODD, "Odd Table_peer_id_fkey")): "5:3",
    Key("constraint", (*ODD, "positive")): "7:3",
    Key("constraint", (*ODD, "Odd Table_owner_id_peer_id_key")): "8:3",
    Key("table", ("public", "plain")): "10:1",
    Key("column", ("public", "plain", "a")): "10:21",
    Key("index", ("public", "by_a")): "10:29",
    Key("index", ("public", "plain_a_idx")): "11:1",
    Key("index", ("public", "plain_a_idx1")): "12:1",
    Key("column", ("public", "plain", "b")): "14:14",
    Key("constraint", ("public", "plain", "b_fk")): "15:7",
    Key("function", ("public", "f", "")): "16:1",
    Key("materialized_view", ("public", "m")): "17:1",
    Key("enum", ("public", "mood")): "18:1",
    Key("trigger", (*ODD, "touch")): "19:1",
    Key("policy", ("public", "plain", "own")): "20:1",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[Key, str]:
    file = tmp_path_factory.mktemp("sql") / "all.sql"
    file.write_text(SQL, encoding="utf-8")
    definitions = load([Path(file)], variables={}, target=None, database="case")
    places = sql_places(definitions.statements, "public")
    return {key: f"{origin.line}:{origin.column}" for key, origin in places.items()}


@pytest.mark.parametrize("key", EXPECTED, ids=str)
def test_object_has_its_place(key: Key, found: dict[Key, str]) -> None:
    assert found[key] == EXPECTED[key]


def test_nothing_else_is_taken_for_an_object(found: dict[Key, str]) -> None:
    assert set(found) == set(EXPECTED)
