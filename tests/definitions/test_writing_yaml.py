"""The text that is written reads as the values that it was written from, whatever they are."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbtool.definitions.render import Renderer
from dbtool.definitions.writing.jinja import escaped
from dbtool.definitions.writing.spelling import for_file
from dbtool.definitions.writing.yaml_text import WIDTH, Lines, Short, yaml_text
from dbtool.definitions.yaml_doc import documents

NUMBERS = itertools.count()
AWKWARD = st.sampled_from(
    (
        "true|False|null|~|yes|off|1|1.5|-7|0x1f|1_000|.5|1e3|.inf|2024-01-01|12:30:00|: |a: b|a #b|#|- a"
        "|-|--- a|...|[a|{b}|a, b|'q'|\"d\"|it's|\\n|\\|a:|?|? a|!x|&x|*x|%x|@x|`x|>|>-|| x|x |x\t|\tx|a\nb"
        "|a\nb\n|a\n\nb\n\n|\n|\na| a\nb|a \nb|a\n \n b|\r\n|a\rb|é|表|\u2028|\ufeffx|\x07|\x7f|{{ x }}"
        "|{% raw %}|{% endraw %}|{# c #}|{%- endraw -%}|=|<<"
    ).split("|")
)
LONG = st.lists(AWKWARD | st.text("abc :#'", max_size=12), min_size=8, max_size=40).map(" ".join)
TEXTS = AWKWARD | LONG | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SCALARS = TEXTS | st.none() | st.booleans() | st.integers(-(10**12), 10**12)
KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20) | AWKWARD


def _nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    mappings = st.dictionaries(KEYS, inner, max_size=4)
    lists = st.lists(inner, max_size=4)
    return mappings | mappings.map(Short) | lists | lists.map(Lines)


VALUES = st.recursive(SCALARS, _nested, max_leaves=12)
DOCUMENTS = st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=4), min_size=1, max_size=3)


def _read(text: str, folder: Path) -> list[Any]:
    file = folder / f"{next(NUMBERS)}.yml"
    file.write_bytes(text.encode())
    found, errors, _whole = documents(Renderer([folder], {}).render(file))
    assert errors == [], (errors, text)
    return [document.value for document in found]


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=DOCUMENTS)
def test_text_reads_as_its_values(written: list[dict[str, Any]], tmp_path: Path) -> None:
    assert _read(escaped(yaml_text(written)), tmp_path) == written


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"table": "orders"}, "table: orders\n"),
        ({"a": {"id": "uuid not null"}}, "a:\n  id: uuid not null\n"),
        ({"indexes": {"i": ["symbol", "time desc"]}}, "indexes:\n  i: [symbol, time desc]\n"),
        (
            {"hypertable": Short(by="at", chunk_interval="1 day")},
            "hypertable: {by: at, chunk_interval: 1 day}\n",
        ),
        ({"r": [Short(table="t", drop_after="7 years")]}, "r:\n  - {table: t, drop_after: 7 years}\n"),
        ({"r": [{"table": "t", "to": ["a", "b"]}]}, "r:\n  - table: t\n    to: [a, b]\n"),
        ({"query": "SELECT 1\n  FROM t\n"}, "query: |\n  SELECT 1\n    FROM t\n"),
        ({"roles": {"app": None}}, "roles:\n  app:\n"),
        ({"schemas": {"public": Short(comment=None)}}, "schemas:\n  public: {comment: null}\n"),
        (
            {"rows": {"a": True, "b": "true", "c": 1, "d": "1"}},
            'rows:\n  a: true\n  b: "true"\n  c: 1\n  d: "1"\n',
        ),
        ({"foreign_keys": Lines(["a -> t(id)"])}, "foreign_keys:\n  - a -> t(id)\n"),
        ({"check": "x = 'a: b'"}, "check: \"x = 'a: b'\"\n"),
        ({"name": '"My"."T"'}, 'name: \'"My"."T"\'\n'),
        ({"partitions": {"p": "in ('eu')"}}, "partitions:\n  p: in ('eu')\n"),
    ],
)
def test_text_looks_as_written_by_hand(value: dict[str, Any], text: str) -> None:
    assert yaml_text([value]) == text


def test_long_texts_are_folded_and_long_lists_stand_below_each_other() -> None:
    words = " ".join(["quantity > 0"] * 20)
    text = yaml_text([{"check": words, "tables": [f"table_number_{n}" for n in range(20)]}])

    assert text.startswith("check: >-\n  quantity")
    assert "\n  - table_number_19\n" in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_documents_are_parted() -> None:
    assert yaml_text([{"a": 1}, {"a": 2}]) == "a: 1\n---\na: 2\n"


def test_sql_with_the_line_ends_of_another_system_is_kept_by_escapes() -> None:
    statement = "CREATE FUNCTION f() AS $f$a\r\n'b\\'$f$"

    assert for_file(statement) == "CREATE FUNCTION f() AS E'a\\r\n''b\\\\'''"
    assert for_file("SELECT 'a\nb'") == "SELECT 'a\nb'"
