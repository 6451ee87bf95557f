"""Names as authors write them, and those that PostgreSQL gives to unnamed constraints."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from dbtool.definitions.loader import load
from dbtool.definitions.names import BadName, Name, default_name, parsed

GOOD = {
    "orders": (None, "orders"),
    "Orders": (None, "Orders"),
    "audit.log": ("audit", "log"),
    ' audit . "log" ': ("audit", "log"),
    '"My Schema"."T.1"': ("My Schema", "T.1"),
    '"with ""quotes"""': (None, 'with "quotes"'),
    "größe.日本": ("größe", "日本"),
    "with space": (None, "with space"),
}
BAD = ["", ".", "a.", ".a", "a.b.c", '"a', 'a"b', '""', "x" * 64, "ä" * 32]


@pytest.mark.parametrize("text", GOOD)
def test_name_is_read(text: str) -> None:
    assert parsed(text) == Name(*GOOD[text])


@pytest.mark.parametrize("text", BAD)
def test_bad_name_is_refused(text: str) -> None:
    with pytest.raises(BadName):
        parsed(text)


LONG = "a_table_with_a_name_of_some_length"
TABLES = {
    "t": ["a", "b"],
    LONG: ["a_column_whose_name_is_long_as_well", "b"],
    "t" * 63: ["c" * 63, "d"],
    "ä" * 31: ["ö" * 31, "ü"],
    "Camel Case": ["Größe", 'with "quotes"'],
    "many": [f"a_fairly_long_column_name_{number}" for number in range(9)],
}


def test_default_names_are_the_servers(tmp_path: Path, plain_database_url: str) -> None:
    with psycopg.connect(plain_database_url) as connection:
        for table, columns in TABLES.items():
            names, key = sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
            body = sql.SQL(", ").join(sql.SQL("{} int").format(sql.Identifier(column)) for column in columns)
            statement = sql.SQL(
                "CREATE TABLE {t} ({body}, PRIMARY KEY ({first}), UNIQUE ({k}), "
                "UNIQUE NULLS NOT DISTINCT ({k}), UNIQUE ({k}) DEFERRABLE, "
                "FOREIGN KEY ({k}) REFERENCES {t} ({k}), "
                "FOREIGN KEY ({k}) REFERENCES {t} ({k}) ON DELETE CASCADE)"
            )
            connection.execute(statement.format(t=names, body=body, k=key, first=sql.Identifier(columns[0])))
        found = connection.execute(
            "SELECT conname FROM pg_constraint "
            "WHERE contype IN ('p', 'u', 'f') AND connamespace = 'public'::regnamespace"
        ).fetchall()
    (tmp_path / "x.yml").write_text("tables:\n" + "".join(map(_body, TABLES.items())))
    loaded = load([tmp_path], variables={}, target=None, database="d")
    ours = [fact.key.path[2] for fact in loaded.facts if fact.kind == "constraint"]
    assert sorted(ours) == sorted(name for (name,) in found)


def test_default_name_steps_aside() -> None:
    assert default_name("t", ["a"], "key", {"t_a_key", "t_a_key1"}) == "t_a_key2"


def _body(item: tuple[str, list[str]]) -> str:
    table, columns = item
    listed = ", ".join(_quoted(column) for column in columns)
    foreign = f"{{columns: [{listed}], references: {{table: {_quoted(table)}, columns: [{listed}]}}"
    return (
        f"  {_quoted(table)}:\n    columns: {{{', '.join(f'{_quoted(name)}: int' for name in columns)}}}\n"
        f"    primary_key: {_quoted(columns[0])}\n"
        f"    unique: [[{listed}], {{columns: [{listed}], nulls_not_distinct: true}}, "
        f"{{columns: [{listed}], deferrable: true}}]\n"
        f"    foreign_keys: [{foreign}}}, {foreign}, on_delete: cascade}}]\n"
    )


def _quoted(name: str) -> str:
    return "'" + name + "'"
