"""Texts that stay when scratch is given its own print; of those that print alike, one is made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dbtool.definitions.contract import Definitions, Statement
from dbtool.errors import Origin
from dbtool.execute.alike import alike, doubtful, with_needs
from dbtool.execute.bench import bench_at, steps_between
from dbtool.execute.reprint import reprint
from dbtool.execute.scratch import build_wanted
from dbtool.execute.scratch_server import scratch_database
from dbtool.execute.stand_in import as_scratch_holds
from dbtool.model.database import Database
from dbtool.model.fact import Expr, Fact, sql_fields
from dbtool.model.key import Key
from dbtool.server.contract import Server

TABLES = """
CREATE SCHEMA other;
CREATE TYPE other.mood AS ENUM ('fine');
CREATE DOMAIN other.code AS varchar(8) DEFAULT 'a' CHECK (value <> '');
CREATE FUNCTION other.twice(n integer, m integer DEFAULT 1 + 1) RETURNS integer LANGUAGE sql
  IMMUTABLE BEGIN ATOMIC SELECT n * m; END;
CREATE FUNCTION other.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
"""
TABLE = """
CREATE TABLE {name} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  side {type} CHECK (side IN ('buy', 'sell')) CHECK (side NOT IN ('x')) DEFAULT 'buy',
  at timestamptz DEFAULT now() CHECK (at > '2000-01-01'),
  amount numeric(12, 2) DEFAULT 0 CHECK (amount BETWEEN 0 AND 10),
  mood other.mood DEFAULT 'fine' CHECK (mood = ANY ('{{fine}}')),
  code other.code,
  twice integer GENERATED ALWAYS AS (other.twice(id::integer)) STORED,
  CHECK (side LIKE 'b%' OR code IN ('a', 'b'))
);
CREATE INDEX ON {name} (lower(side)) WHERE side IN ('buy', 'hold');
CREATE INDEX ON {name} (at DESC, amount);
CREATE STATISTICS {name}_s ON (lower(side)), (amount + 1) FROM {name};
CREATE VIEW {name}_v AS SELECT a.id, b.side, a AS whole FROM {name} AS a JOIN {name} AS b USING (id)
  WHERE b.side IN ('buy', 'sell') AND a.amount = ANY (ARRAY[1, 2.5]);
CREATE TRIGGER touch BEFORE UPDATE ON {name} FOR EACH ROW WHEN (old.side IN ('buy', 'sell'))
  EXECUTE FUNCTION other.touch();
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON {name} USING (side IN ('buy', 'sell')) WITH CHECK (amount IN (1, 2));
CREATE RULE quiet AS ON DELETE TO {name} WHERE old.side IN ('buy', 'sell') DO INSTEAD NOTHING;
"""
PARTITIONED = """
CREATE TABLE parts (at date, side varchar(4)) PARTITION BY RANGE (at, (lower(side)));
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2024-01-01', 'a') TO ('2025-01-01', 'b');
"""
SIMILAR = {
    "one": "varchar(4)",
    "two": "varchar(4)",
    "three": "text",
    "other.four": "varchar(4)",
    "five": "char(4)",
}


def statements() -> Definitions:
    texts = [TABLES, *(TABLE.format(name=name, type=kind) for name, kind in SIMILAR.items()), PARTITIONED]
    parts = (part for text in texts for part in text.split(";\n"))
    return Definitions(
        statements=tuple(Statement(part, Origin("all.sql", 1)) for part in parts if part.strip())
    )


@pytest.fixture(scope="module")
def wanted(server: Server) -> Database:
    """What the statements build, with texts that stay."""
    with scratch_database(server.url, say=print) as url:
        return build_wanted(url, statements()).wanted


def texts(database: Database) -> dict[Key, list[str | None]]:
    return {
        key: [getattr(fact, name) for name in sql_fields(type(fact))]
        for key, fact in database.facts.items()
        if sql_fields(type(fact))
    }


def spelled(constraint: Fact, definition: Expr) -> Fact:
    return type(constraint).from_values({**constraint.values(), "definition": definition})


def test_texts_stay_when_the_whole_database_is_built_from_them(server: Server, wanted: Database) -> None:
    with scratch_database(server.url, say=print) as url, bench_at(url, ()) as bench:
        assert not bench.run(steps_between(bench.base, as_scratch_holds(wanted), online=False))
        found = bench.read()
    printed = texts(found)
    changed = {str(key): (old, printed[key]) for key, old in texts(wanted).items() if printed[key] != old}
    assert changed == {}


def test_each_text_alone_comes_out_as_one_of_its_group(server: Server, wanted: Database) -> None:
    # In the author's spelling, which is not the one that stays.
    definition = Expr("CHECK (((side)::text = ANY ((ARRAY['buy'::character varying])::text[])))")
    keys = [key for key in wanted.facts if key.kind == "constraint" and key.path[2].endswith("side_check")]
    assert len(keys) == len(SIMILAR)
    given = replace(
        wanted,
        facts={**wanted.facts, **{key: spelled(wanted.facts[key], definition) for key in keys}},
    )
    groups = alike(given, keys)
    assert sorted(map(len, groups)) == [1, 1, 3]
    with scratch_database(server.url, say=print) as url:
        together = reprint(url, given, keys)
        alone = {key: reprint(url, given, [key]).facts[key] for key in keys}
    assert {key: together.facts[key] for key in keys} == alone


def test_names_of_columns_and_types_are_not_printed_again(wanted: Database) -> None:
    kinds = {key.kind for key in doubtful(wanted)}
    assert {"constraint", "view", "policy", "trigger", "rule", "statistics_object"} <= kinds
    sure = [
        wanted.facts[key] for key in wanted.facts if key.kind == "constraint" and key not in doubtful(wanted)
    ]
    assert {getattr(fact, "type", "") for fact in sure} == {"primary key"}


def test_what_an_object_needs_is_enough_to_make_it(wanted: Database) -> None:
    view = Key("view", ("public", "one_v"))
    part = with_needs(wanted, [view])
    tables = {key.path for key in part.facts if key.kind == "table"}
    assert tables == {("public", "one")}
    columns = {key for key in wanted.facts if key.kind == "column" and key.path[:2] == ("public", "one")}
    assert columns <= set(part.facts)
