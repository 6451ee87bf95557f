"""Jinja in definition files, and the way back to the author's lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dbtool.definitions.loader import load
from dbtool.definitions.render import Renderer
from dbtool.errors import InvalidDefinition

TEMPLATE = """\
first: 1
{% include "parts/_included.yml" %}
{% if yes %}
  inside: {{ value }} and {{ value }}
{% endif %}
{# a comment
   of two lines #}
after: 1
{% for item in items -%}

  item_{{ item }}: {{ item }} end
  plain: 3
{% endfor %}
{% set block %}
set: {{ value }}
{% endset %}
{{ block }}last: 1
"""
INCLUDED = "included: {{ value }}\n  more\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("defs/parts").mkdir(parents=True)
    return Path("defs")


def _write(files: Mapping[str, str]) -> None:
    for file, text in files.items():
        Path(file).write_text(text)


def test_every_rendered_line_has_its_place(folder: Path) -> None:
    _write({"defs/x.yml": TEMPLATE, "defs/parts/_included.yml": INCLUDED})
    variables = {"yes": True, "value": "long value", "items": ["a", "b"]}
    rendered = Renderer([folder], variables).render(folder / "x.yml")
    lines = rendered.text.split("\n")
    places = [f"{line.strip()} < {rendered.map.origin(n, 1)}" for n, line in enumerate(lines, 1) if line]
    assert places == [
        "first: 1 < defs/x.yml:1:1",
        "included: long value < defs/parts/_included.yml:1:1",
        "more < defs/parts/_included.yml:2:1",
        "inside: long value and long value < defs/x.yml:4:1",
        "after: 1 < defs/x.yml:8:1",
        "item_a: a end < defs/x.yml:11:3",
        "plain: 3 < defs/x.yml:12:1",
        "item_b: b end < defs/x.yml:11:3",
        "plain: 3 < defs/x.yml:12:1",
        "set: long value < defs/x.yml:17:1",
        "last: 1 < defs/x.yml:17:12",
    ]


def test_columns_behind_an_expression_are_the_authors(folder: Path) -> None:
    _write({"defs/x.yml": "{{ a }}: {b: {{ a }}, c: d}\n"})
    rendered = Renderer([folder], {"a": "much longer than the expression"}).render(folder / "x.yml")
    found = {
        word: str(rendered.map.origin(1, rendered.text.index(word) + 1))
        for word in ("much", "b:", "c:", "d}")
    }
    assert found == {
        "much": "defs/x.yml:1:1",
        "b:": "defs/x.yml:1:11",
        "c:": "defs/x.yml:1:23",
        "d}": "defs/x.yml:1:26",
    }


def test_text_without_jinja_is_its_own_map(folder: Path) -> None:
    _write({"defs/x.yml": "a: 1\r\nb: 2\r\n"})
    rendered = Renderer([folder], {}).render(folder / "x.yml")
    assert rendered.text == "a: 1\nb: 2\n"
    assert str(rendered.map.origin(2, 4)) == "defs/x.yml:2:4"


def test_blocks_of_an_extended_template_keep_their_lines(folder: Path) -> None:
    _write(
        {
            "defs/_base.yml": "table: t\n{% block body %}{% endblock %}\ncomment: x\n",
            "defs/x.yml": "{% extends '_base.yml' %}\n{% block body %}\ncolums: {a: int}\n{% endblock %}\n",
        }
    )
    assert _errors(folder) == ['defs/x.yml:3:1: unknown key "colums"']


def test_includes_are_searched_beside_the_file_and_in_the_folders(folder: Path) -> None:
    _write(
        {
            "defs/parts/x.yml": "table: t\n{% include '_beside.yml' %}\n{% include '_above.yml' %}\n",
            "defs/parts/_beside.yml": "columns: {a: int}\n",
            "defs/_above.yml": "comment: above\n",
            "defs/_beside.yml": "columns: wrong\n",
        }
    )
    loaded = load([folder], variables={}, target=None, database="d")
    assert [fact.values().get("comment") for fact in loaded.facts] == ["above", None]
    assert loaded.files == ("defs/parts/x.yml",)


def test_macros_are_imported(folder: Path) -> None:
    _write(
        {
            "defs/_m.j2": "{% macro stamp(name) %}{{ name }}: timestamptz default now(){% endmacro %}",
            "defs/x.yml.j2": "{% import '_m.j2' as m %}\ntable: t\ncolumns:\n  {{ m.stamp('created') }}\n",
        }
    )
    loaded = load([folder], variables={}, target=None, database="d")
    assert loaded.facts[1].values()["type"] == "timestamptz default now()"
    assert str(loaded.origins[loaded.facts[1].key]) == "defs/x.yml.j2:4:3"


def test_target_and_database_are_variables(folder: Path) -> None:
    _write({"defs/x.yml": "table: t\ncolumns: {a: int}\ncomment: {{ database }} on {{ target }}\n"})
    loaded = load([folder], variables={"target": "mine"}, target="prod", database="octopus")
    assert loaded.facts[0].values()["comment"] == "octopus on prod"


def test_bodies_of_routines_come_from_files(folder: Path) -> None:
    _write(
        {
            "defs/x.yml": "functions: {f: {returns: int, language: sql, file: parts/f.sql.j2}}\n",
            "defs/parts/f.sql.j2": "select {{ n }}",
        }
    )
    one, two = (load([folder], variables={"n": n}, target=None, database="d") for n in (1, 2))
    assert one.facts[0].values()["definition"].endswith("$body$select 1$body$")
    assert one.statements == ()
    assert one.fingerprint != two.fingerprint


def test_sql_files_go_through_jinja(folder: Path) -> None:
    _write(
        {
            "defs/x.sql.j2": "{% for n in names %}\ncreate table {{ n }} (id int);\n{% endfor %}\n"
            "select create_hypertable('a', 'at');\n"
        }
    )
    loaded = load([folder], variables={"names": ["a", "b"]}, target=None, database="d")
    assert [(s.sql, str(s.origin)) for s in loaded.statements] == [
        ("create table a (id int)", "defs/x.sql.j2:2:1"),
        ("create table b (id int)", "defs/x.sql.j2:2:1"),
    ]
    assert [(fact.kind, str(loaded.origins[fact.key])) for fact in loaded.facts] == [
        ("hypertable", "defs/x.sql.j2:4:1")
    ]


@pytest.mark.parametrize("name", ["/etc/hostname", "../outside.yml", "link.yml"])
def test_nothing_outside_of_the_folders_is_included(folder: Path, name: str) -> None:
    _write({"outside.yml": "columns: {a: int}\n", "defs/x.yml": f"table: t\n{{% include '{name}' %}}\n"})
    Path("defs/link.yml").symlink_to("../outside.yml")
    with pytest.raises(InvalidDefinition, match="there is no file"):
        Renderer([folder], {}).render(folder / "x.yml")


def _errors(folder: Path, **variables: Any) -> list[str]:
    try:
        load([folder], variables=variables, target=None, database="d")
    except Exception as error:
        return [str(found) for found in getattr(error, "errors", [error])]
    return []


def test_plain_sql_is_taken_as_it_stands(tmp_path: Path) -> None:
    text = "create table a (n int[] default '{{1,2},{3,4}}', note text default '{% no %} {# matter #}');\n"
    (tmp_path / "a.sql").write_text(text)
    (statement,) = load([tmp_path], variables={}, target=None, database="d").statements
    assert statement.sql == text.strip().rstrip(";")
