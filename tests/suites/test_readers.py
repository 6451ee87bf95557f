"""Checkouts of the further suites are read as they are laid out; the roles that their SQL names are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.suites.readers import read_checkout
from tests.suites.roles import named_roles

SETUP = "CREATE SCHEMA sd;\nSET search_path TO sd, pg_catalog;\n"
PYRSEAS = """
MADE = "CREATE TABLE t " \\
    "(a %s)" % ('int',)
class Tests:
    def test(self):
        stmts = [MADE]
        stmts = [MADE, "GRANT ALL ON t " + "TO a"]
        other = [MADE, unknown()]
"""
FILES = {
    "pgschema": {
        "testdata/diff/create_table/one/old.sql": "SELECT 1;",
        "testdata/diff/create_table/one/new.sql": "SELECT 2;",
        "testdata/diff/create_table/two/setup.sql": "SELECT 0;",
        "testdata/diff/create_table/two/old.sql": "SELECT 1;",
        "testdata/diff/create_table/two/new.sql": "SELECT 2;",
    },
    "sqldef": {"cmd/psqldef/tests_views.yml": "Made:\n  desired: SELECT 2;\nGone:\n  current: SELECT 1;\n"},
    "pg-delta": {
        "packages/pg-delta/corpus/README.md": "",
        "packages/pg-delta/corpus/one/a.sql": "SELECT 1;",
        "packages/pg-delta/corpus/one/b.sql": "SELECT 2;",
        "packages/pg-delta/corpus/one/seed.sql": "INSERT INTO t VALUES (1);",
    },
    "apgdiff": {
        "src/test/resources/cz/startnet/utils/pgdiff/one_original.sql": "SELECT 1;",
        "src/test/resources/cz/startnet/utils/pgdiff/one_new.sql": "SELECT 2;",
        "src/test/resources/cz/startnet/utils/pgdiff/one_diff.sql": "SELECT 3;",
        "src/test/resources/cz/startnet/utils/pgdiff/two_original.sql": "SELECT 1;",
    },
    "pgcodekeeper": {
        "src/test/resources/org/pgcodekeeper/core/it/diff/pg/one_original.sql": "\ufeffSELECT 1;",
        "src/test/resources/org/pgcodekeeper/core/it/diff/pg/one_new.sql": "SELECT 2;",
        "src/test/resources/org/pgcodekeeper/core/it/diff/ms/one_original.sql": "SELECT 1",
        "src/test/resources/org/pgcodekeeper/core/it/diff/ms/one_new.sql": "SELECT 2",
    },
    "pyrseas": {
        "tests/dbobject/test_table.py": PYRSEAS,
        "tests/functional/film-schema-0.1.sql": "SELECT 1;",
        "tests/functional/film-schema-0.2.sql": "SELECT 2;",
    },
}
PAIRS = {
    "pgschema": [
        ("create_table/one", "SELECT 1;", "SELECT 2;"),
        ("create_table/two", "SELECT 0;\nSELECT 1;", "SELECT 0;\nSELECT 2;"),
    ],
    "sqldef": [("views: Made", "", "SELECT 2;"), ("views: Gone", "SELECT 1;", "")],
    "pg-delta": [("one", "SELECT 1;", "SELECT 2;"), ("one back", "SELECT 2;", "SELECT 1;")],
    "apgdiff": [("one", "SELECT 1;", "SELECT 2;")],
    "pgcodekeeper": [("it/diff/pg: one", "SELECT 1;", "SELECT 2;")],
    "pyrseas": [
        ("table: 1", SETUP, f"{SETUP}CREATE TABLE t (a int);"),
        (
            "table: 2",
            f"{SETUP}CREATE TABLE t (a int);",
            f"{SETUP}CREATE TABLE t (a int);\nGRANT ALL ON t TO a;",
        ),
        ("table: 3", f"{SETUP}CREATE TABLE t (a int);\nGRANT ALL ON t TO a;", SETUP),
        ("films: 1", "", "SELECT 1;"),
        ("films: 1 back", "SELECT 1;", ""),
        ("films: 2", "SELECT 1;", "SELECT 1;SELECT 2;"),
        ("films: 2 back", "SELECT 1;SELECT 2;", "SELECT 1;"),
    ],
}


@pytest.mark.parametrize("suite", PAIRS)
def test_checkout_is_read(suite: str, tmp_path: Path) -> None:
    for name, text in FILES[suite].items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = read_checkout(tmp_path)
    assert {pair.suite for pair in found} == {suite}
    assert [(pair.name, pair.old.strip(), pair.new.strip()) for pair in found] == [
        (name, old.strip(), new.strip()) for name, old, new in PAIRS[suite]
    ]


def test_roles_that_the_sql_names_are_found() -> None:
    text = """
        CREATE ROLE made;  -- OWNER TO commented
        ALTER TABLE t OWNER TO owner_of_t;
        CREATE SCHEMA s AUTHORIZATION "My ""Role";
        GRANT SELECT, INSERT ON t TO reader, PUBLIC, Made;
        REVOKE ALL ON t FROM leaver;
        ALTER DEFAULT PRIVILEGES FOR ROLE creator GRANT SELECT ON TABLES TO reader;
        CREATE POLICY p ON t FOR SELECT TO tenant USING (a = current_user);
        SET ROLE NONE;
    """
    found = ("owner_of_t", 'My "Role', "reader", "leaver", "creator", "tenant")
    assert named_roles(text) == found
