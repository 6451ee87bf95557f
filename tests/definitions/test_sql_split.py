"""Splitting SQL text into statements."""

from __future__ import annotations

import psycopg
import pytest
from sqlfluff.core.parser.lexer import PyLexer

from dbtool.definitions.sql_split import split
from dbtool.definitions.sql_tokens import lex
from dbtool.errors import InvalidDefinitions, Origin

# Each text holds exactly one statement, whatever semicolons are in it.
ONE = {
    "quote": "SELECT 'a''b;c'",
    "quote that ends in a backslash": "SELECT 'x\\', ';'",
    "escape string": r"SELECT E'a\'b;c'",
    "escape string that ends in a backslash": r"SELECT E'a\\', E'\\\';', ';'",
    "unicode string": r"SELECT U&'d\0061t;', U&'d!0061' UESCAPE '!'",
    "quoted name": 'SELECT "a;b", "a"";b", U&"a;"',
    "dollar quote": "SELECT $$a;b$$",
    "dollar quote with a tag": "SELECT $tag$a;$$b;$other$c;$tag$",
    "dollar quote with a tag beyond ASCII": "SELECT $é$a;$é$",
    "dollar within a name": "SELECT a$b$c",
    "number in hexadecimal": "SELECT 0x1F",
    "line comment": "SELECT 1  -- ; x\n",
    "nested comment": "SELECT 1  /* a /* b; */ c; */",
    "nested comment after a slash": "SELECT 1  /* a //* b; */ c; */",
    "comment of stars": "SELECT 1 /***/ + /* x **/ 2",
    "operators": "SELECT 5 # 3, a ?-| b, a -|- b, a !~~* b, |/ 4, @ -5, a #>> '{a,b}', x[1:2]",
    "rule with several commands": "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b)",
    "body in SQL": (
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC "
        "SELECT CASE WHEN t.end > 1 THEN 1 ELSE CASE WHEN true THEN 2 END END AS end FROM t; SELECT 2; END"
    ),
    "procedure with a body in SQL": (
        "CREATE OR REPLACE PROCEDURE p() LANGUAGE SQL BEGIN ATOMIC INSERT INTO t VALUES (1); END"
    ),
    "column called atomic": "CREATE VIEW v AS SELECT atomic, begin FROM t",
}


@pytest.mark.parametrize("text", ONE.values(), ids=ONE.keys())
def test_split_one_statement(text: str) -> None:
    found = split(f"{text};\nSELECT 'next'", "f.sql")
    # Two spaces stand before a comment at the end, which is no part of the statement.
    assert [statement.sql for statement in found] == [text.partition("  ")[0], "SELECT 'next'"]


def test_split_origin_is_the_first_word() -> None:
    text = "-- about\n/* more */\n  CREATE TABLE a ();;\n\n;CREATE TABLE b (); -- tail\n"
    found = split(text, "f.sql")
    assert [(statement.sql, statement.origin) for statement in found] == [
        ("CREATE TABLE a ()", Origin("f.sql", 3, 3)),
        ("CREATE TABLE b ()", Origin("f.sql", 5, 2)),
    ]


def test_split_tokens_count_from_the_statement() -> None:
    [_, second] = split("SELECT 1;\nSELECT  two", "f.sql")
    assert [(token.text, token.start) for token in second.tokens] == [("SELECT", 0), ("two", 8)]


@pytest.mark.parametrize("text", ["", "\n-- nothing\n", ";;", "\ufeff /* x */ "])
def test_split_nothing(text: str) -> None:
    assert split(text, "f.sql") == ()


def test_split_byte_order_mark_and_windows_lines() -> None:
    found = split("\ufeffSELECT 1;\r\nSELECT 2;\r\n", "f.sql")
    assert [(statement.sql, statement.origin.line) for statement in found] == [
        ("SELECT 1", 1),
        ("SELECT 2", 2),
    ]


def test_split_frame_of_pg_dump_is_no_command() -> None:
    text = "\\restrict kAbc12\n\nSET statement_timeout = 0;\n\n\\unrestrict kAbc12\n"
    assert [statement.sql for statement in split(text, "f.sql")] == ["SET statement_timeout = 0"]


WRONG = {
    "include": ("\\i other.sql\nSELECT 1;", "f.sql:1:1: \\i is a command of psql, not SQL"),
    "connect": ("SELECT 1;\n\\connect shop\n", "f.sql:2:1: \\connect is a command of psql, not SQL"),
    "variable": ("\\set a 1\n", "f.sql:1:1: \\set is a command of psql, not SQL"),
    "copy command": ("\\copy t from 'x'\n", "f.sql:1:1: \\copy is a command of psql, not SQL"),
    "send": ("SELECT 'a' \\gexec\n", "f.sql:1:12: \\gexec is a command of psql, not SQL"),
    "rows": (
        "COPY t FROM stdin;\n1\tit's\n\\.\nSELECT 1;",
        "f.sql:1:1: COPY with its rows cannot stand in a definition",
    ),
    "string": ("SELECT 1;\nSELECT 'a;\n", "f.sql:2:8: this string is not closed"),
    "escape string": ("SELECT E'a\\';\n", "f.sql:1:9: this string is not closed"),
    "quoted name": ('SELECT "a;\n', "f.sql:1:8: this quoted name is not closed"),
    "dollar quote": ("SELECT $a$ x $b$;\n", "f.sql:1:8: this dollar-quoted string is not closed"),
    "comment": ("SELECT 1 /* a /* b */;\n", "f.sql:1:10: this comment is not closed"),
    "bracket": ("CREATE TABLE a (x int;\nSELECT 1;", "f.sql:1:1: a bracket of this statement is not closed"),
    "body": (
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;",
        "f.sql:1:1: a BEGIN ATOMIC body of this statement is not closed",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG.keys())
def test_split_refuses(text: str, message: str) -> None:
    with pytest.raises(InvalidDefinitions) as caught:
        split(text, "f.sql")
    [error] = caught.value.errors
    assert str(error) == message
    assert error.hint


def test_split_gives_all_errors() -> None:
    with pytest.raises(InvalidDefinitions) as caught:
        split("\\i a.sql\n\\i b.sql\nSELECT 'x", "f.sql")
    assert [error.origin.line for error in caught.value.errors if error.origin] == [1, 2, 3]


def test_lex_gives_the_tokens_of_sqlfluff() -> None:
    skipped = {"whitespace", "newline", "inline_comment", "block_comment"}
    for text in ONE.values():
        if "//*" in text or "0x" in text or "#" in text:
            continue
        elements = PyLexer(dialect="postgres").lex_elements(text)
        theirs = [(one.matcher.name, one.raw) for one in elements if one.matcher.name not in skipped]
        ours = list(lex(text))
        assert [token.text for token in ours] == [raw for _, raw in theirs]
        # sqlfluff has a name for every sign, which nobody asks for.
        for token, (name, _) in zip(ours, theirs, strict=True):
            assert token.kind in (name, "operator", "symbol"), token


def test_split_a_large_file() -> None:
    table = (
        "CREATE TABLE t{} (id bigserial PRIMARY KEY, a text DEFAULT 'x;y', b numeric(20, 8) CHECK (b > 0));\n"
    )
    text = "".join(table.replace("{}", str(number)) for number in range(1000))
    assert [found.sql.split("(")[0] for found in split(text, "f.sql")] == [
        f"CREATE TABLE t{number} " for number in range(1000)
    ]


def test_split_statements_are_whole_for_the_server(plain_database_url: str) -> None:
    text = """
        CREATE TABLE t (id int, "end" int DEFAULT 1, note text DEFAULT $q$a;'b$q$); -- ; '
        CREATE RULE r AS ON DELETE TO t DO ALSO (SELECT 1; SELECT 2);
        CREATE FUNCTION f() RETURNS int BEGIN ATOMIC
          SELECT CASE WHEN t.end > 1 THEN 1 ELSE 2 END AS end FROM t; SELECT 3;
        END;
        CREATE FUNCTION g() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN E'\\';'; END; $$;
        /* /* ; */ //* ; */ */
        COMMENT ON TABLE t IS U&'d\\0061ta; ''';
    """
    with psycopg.connect(plain_database_url, autocommit=True) as connection:
        for statement in split(text, "f.sql"):
            # Parameters make psycopg use the extended protocol, which takes one statement at a time.
            connection.execute(statement.sql.encode(), prepare=True)
        counted = connection.execute(
            "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        ).fetchone()
    assert counted == (2,)
