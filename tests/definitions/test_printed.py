"""The server's print of keys and indexes, taken apart."""

from __future__ import annotations

import pytest

from dbtool.definitions.printed import (
    ForeignKeyParts,
    KeyParts,
    check_expression,
    foreign_key_parts,
    index_parts,
    key_parts,
)


def test_index_with_every_clause() -> None:
    found = index_parts(
        'USING btree (symbol, "time, of day" DESC, lower(name) COLLATE "C" text_pattern_ops NULLS FIRST,'
        " ((a || ')'::text))) INCLUDE (volume, \"x)\") NULLS NOT DISTINCT WITH (fillfactor='70')"
        " TABLESPACE fast WHERE (note <> '(('::text)"
    )
    assert found.method == "btree"
    assert found.columns == ("symbol", "time, of day", None, None)
    assert [element.descending for element in found.elements] == [False, True, False, False]
    assert [element.nulls_first for element in found.elements] == [False, True, True, False]
    assert [element.plain for element in found.elements] == [True, True, False, True]
    assert [element.expression for element in found.elements[2:]] == ["lower(name)", "((a || ')'::text))"]
    assert found.include == ("volume", "x)")
    assert found.nulls_not_distinct
    assert found.options == "fillfactor='70'"
    assert found.where == "(note <> '(('::text)"


def test_index_of_one_column() -> None:
    found = index_parts("USING gin (tags)")
    assert (found.method, found.columns, found.where, found.include) == ("gin", ("tags",), None, ())


@pytest.mark.parametrize(
    ("definition", "parts"),
    [
        ('PRIMARY KEY (symbol, "time")', KeyParts(("symbol", "time"))),
        ("UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b)", KeyParts(("a",), ("b",), True)),
        ("PRIMARY KEY (id, during WITHOUT OVERLAPS)", KeyParts(("id", "during"), without_overlaps=True)),
    ],
)
def test_key(definition: str, parts: KeyParts) -> None:
    assert key_parts(definition) == parts


@pytest.mark.parametrize(
    ("definition", "parts"),
    [
        (
            'FOREIGN KEY (a, "B") REFERENCES audit."T"(c, d) MATCH FULL ON UPDATE SET DEFAULT'
            ' ON DELETE SET NULL (a, "B") DEFERRABLE INITIALLY DEFERRED NOT VALID',
            ForeignKeyParts(
                ("a", "B"), ("audit", "T"), ("c", "d"), "full", "set default", 'set null (a, "B")'
            ),
        ),
        ("FOREIGN KEY (a) REFERENCES t(id) ON DELETE CASCADE",
         ForeignKeyParts(("a",), ("t",), ("id",), None, None, "cascade")),
        ("FOREIGN KEY (id, PERIOD during) REFERENCES t(id, PERIOD during)",
         ForeignKeyParts(("id", "during"), ("t",), ("id", "during"), period=True)),
    ],
)  # fmt: skip
def test_foreign_key(definition: str, parts: ForeignKeyParts) -> None:
    assert foreign_key_parts(definition) == parts


@pytest.mark.parametrize(
    ("definition", "expression"),
    [
        ("CHECK ((price > (0)::numeric))", "price > (0)::numeric"),
        ("CHECK (((a > 0) AND (b > 0))) NO INHERIT", "(a > 0) AND (b > 0)"),
        ("CHECK ((note <> ')'::text)) NOT VALID", "note <> ')'::text"),
        ("CHECK (live)", "live"),
    ],
)
def test_check(definition: str, expression: str) -> None:
    assert check_expression(definition) == expression
