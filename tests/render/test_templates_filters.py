"""Filters of the templates and the guard that refuses what none of them has passed."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from dbtool.kinds import KINDS
from dbtool.kinds.base import Kind, Rule
from dbtool.render.environment import TEMPLATES, UnquotedValue, ddl_environment
from dbtool.render.filters import CannotAlter, dollar, index_keys, query, setting, statement
from dbtool.render.intervals import may_be_shorter
from dbtool.render.widening import widens

ALTERED = (Rule.ALTER, Rule.DISTURB, Rule.OPTIONAL)


def render(template: str, **values: object) -> str:
    return ddl_environment().from_string(template).render(**values)


@pytest.mark.parametrize("value", ["x; DROP TABLE y", 1, None, True])
def test_unmarked_value_is_refused(value: object) -> None:
    with pytest.raises(UnquotedValue):
        render("SELECT {{ value }};", value=value)


def test_plain_text_is_no_sql_text() -> None:
    with pytest.raises(UnquotedValue):
        render("SELECT {{ value | expr }};", value="1")
    with pytest.raises(UnquotedValue):
        render("ALTER {{ value | keyword }};", value="TABLE x; DROP")
    with pytest.raises(UnquotedValue):
        render("SELECT {{ path | dotted }};", path=("a", "b"))


def test_finished_sql_becomes_a_literal_unchanged() -> None:
    assert render("{{ path | ident | literal }}", path=("a'b", '<"&')) == """'"a''b"."<""&"'"""
    assert render("{{ path | regclass }}", path=("public", "t")) == "'public.t'::regclass"


def test_dollar_quotes_do_not_occur_in_what_they_quote() -> None:
    assert dollar(Markup("BEGIN END")) == "$dbtool$\nBEGIN END\n$dbtool$"
    assert dollar(Markup("'$dbtool$ $dbtool1$'")).startswith("$dbtool2$\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1", "SELECT 1;"),
        (" SELECT 1;;\n", "SELECT 1;"),
        ("SELECT 1 -- one", "SELECT 1 -- one\n;"),
    ],
)
def test_statement_ends_once(text: str, expected: str) -> None:
    assert statement(text) == expected


def test_query_is_safe_before_what_follows() -> None:
    assert query("SELECT 1 -- one") + "WITH NO DATA" == "SELECT 1 -- one\nWITH NO DATA"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("work_mem", "8MB", "'8MB'"),
        ("app.x", "a, b", "'a, b'"),
        ("search_path", "public, App", "'public', 'app'"),
        ("search_path", '"$user", "My, Sch""ema"', """'$user', 'My, Sch"ema'"""),
        ("Search_Path", '""', "''"),
        ("search_path", "", "''"),
        ("search_path", "it's", "'it''s'"),
    ],
)
def test_setting(name: str, value: str, expected: str) -> None:
    assert setting(value, name) == expected


def test_setting_with_an_open_quote_is_refused() -> None:
    with pytest.raises(CannotAlter):
        setting('"public', "search_path")


@pytest.mark.parametrize(
    ("definition", "keys"),
    [
        ("PRIMARY KEY (id)", "(id)"),
        ('UNIQUE (a, "b)") INCLUDE (c)', '(a, "b)") INCLUDE (c)'),
        ("UNIQUE NULLS NOT DISTINCT (a) INCLUDE (c)", "(a) INCLUDE (c) NULLS NOT DISTINCT"),
        ("PRIMARY KEY (id, during WITHOUT OVERLAPS)", None),
        ("primary key (id)", None),
    ],
)
def test_index_keys(definition: str, keys: str | None) -> None:
    assert index_keys(definition) == keys


@pytest.mark.parametrize(
    ("new", "old", "shorter"),
    [
        ("7 days", "7 days", False),
        ("8 days", "7 days", False),
        ("6 days", "7 days", True),
        ("7 years", "3 years", False),
        ("3 years", "7 years", True),
        ("1 year", "12 mons", False),
        ("30 days", "1 mon", True),
        ("31 days", "1 mon", False),
        ("1 mon 2 days 03:00:00", "1 mon 2 days", False),
        ("1 mon", "1 mon 00:00:01", True),
        ("23:59:59", "1 day", True),
        ("1000", "999", False),
        ("998", "999", True),
        ("7 days", None, True),
        (None, "7 days", True),
        ("-7 days", "7 days", True),
        ("P7D", "7 days", True),
    ],
)
def test_shorter(new: str | None, old: str | None, shorter: bool) -> None:
    assert may_be_shorter(new, old) is shorter


@pytest.mark.parametrize(
    ("new", "old", "kept"),
    [
        ("text", "character varying(20)", True),
        ("character varying", "text", True),
        ("character varying(30)", "character varying(20)", True),
        ("character varying(10)", "character varying(20)", False),
        ("character varying(10)", "text", False),
        ("numeric(12,2)", "numeric(10,2)", True),
        ("numeric", "numeric(10,2)", True),
        ("numeric(12,3)", "numeric(10,2)", False),
        ("numeric(12,2)", "numeric", False),
        ("bigint", "integer", False),
        ("text[]", "character varying(20)[]", False),
    ],
)
def test_widens(new: str, old: str, kept: bool) -> None:
    assert widens(new, old) is kept


LIMITS = ("max_runtime", "max_retries", "retry_period")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_that_is_altered_in_place_stands_in_the_template(kind: Kind) -> None:
    source = (TEMPLATES / kind.template).read_text(encoding="utf-8")
    if any(macro in source for macro in ("alter_policy(", "alter_refresh(", "alter_job(")):
        # Those write what all policies, refreshes or jobs have.
        source += (TEMPLATES / "timescale/common.sql.j2").read_text(encoding="utf-8")
    for field, rule in kind.fields.items():
        # Those two macros write the owner and comment, and the whole fact; that filter the limits of a job.
        elsewhere = (field in ("owner", "comment") and "about(" in source) or "{{ keep(" in source
        elsewhere = elsewhere or (field in LIMITS and "| limits(" in source)
        if rule in ALTERED and not elsewhere:
            assert f'"{field}"' in source or f".{field}" in source, f"{kind.name}.{field}"
