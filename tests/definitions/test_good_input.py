"""Definitions that are right, and the facts they give; the cases are in good_input.yml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.definitions.cases import load_text, table

CASES = table("good_input.yml")

# Two spellings of one thing.
SPELLINGS = {
    "a column": ("columns: {a: text}", "columns: {a: {type: text}}"),
    "a list of one": ("columns: {a: text}\nprimary_key: a", "columns: {a: text}\nprimary_key: [a]"),
    "a primary key": ("columns: {}\nprimary_key: [a, b]", "columns: {}\nprimary_key: {columns: [a, b]}"),
    "a unique constraint": ("columns: {}\nunique: {u: a}", "columns: {}\nunique: {u: {columns: [a]}}"),
    "a check": ("columns: {}\nchecks: {c: a > 0}", "columns: {}\nchecks: {c: {expression: a > 0}}"),
    "a foreign key": (
        "columns: {}\nforeign_keys: {f: a, b -> t(c, d) on delete set null deferrable}".replace(
            "a, b -> t(c, d) on delete set null deferrable", '"a, b -> t(c, d) on delete set null deferrable"'
        ),
        "columns: {}\nforeign_keys: {f: {columns: [a, b], references: {table: t, columns: [c, d]}, "
        "on_delete: set null, deferrable: true}}",
    ),
    "what a foreign key points at": (
        "columns: {}\nforeign_keys: {f: {columns: a, references: t}}",
        "columns: {}\nforeign_keys: {f: {columns: a, references: {table: {name: t}}}}",
    ),
    "an index": ("columns: {}\nindexes: {i: [a]}", "columns: {}\nindexes: {i: {on: a}}"),
    "storage parameters": ("columns: {}\nwith: {fillfactor: 70}", "columns: {}\noptions: {fillfactor: '70'}"),
    "a hypertable": ("columns: {}\nhypertable: at", "columns: {}\nhypertable: {by: at}"),
    "retention": ("columns: {}\nretention: 1 day", "columns: {}\nretention: {drop_after: 1 day}"),
    "columnstore": (
        "columns: {}\ncolumnstore: {order_by: a asc nulls last}",
        "columns: {}\ncompression: {order_by: [a]}",
    ),
    "row security": ("columns: {}\nrow_security: true", "columns: {}\nrow_security: {enabled: true}"),
    "policies": (
        "columns: {}\npolicies: {p: {check: a}}",
        "columns: {}\npolicies: {p: {with_check: a, to: [public], for: all, as: permissive}}",
    ),
    "grants": ("columns: {}\ngrants: {public: select}", "columns: {}\ngrants: {public: {select: true}}"),
    "a copy": ("like: t2", "like: {table: t2, including: all}"),
    "a trigger": (
        "columns: {}\ntriggers: {g: {when: before, events: insert or update, function: f}}",
        "columns: {}\ntriggers: {g: {when: before, events: [insert, update], each: row, execute: f()}}",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_definition_gives_facts(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    loaded = load_text(case["definition"], tmp_path)
    assert [{"kind": fact.kind, **_plain(fact.values())} for fact in loaded.facts] == case["facts"]
    assert [f"{s.phase}: {s.sql}" for s in loaded.statements] == case.get("statements", [])
    assert [f"{w.key}: {w.code} {w.reason}" for w in loaded.waivers] == case.get("waivers", [])
    assert [f"{r.key}: {'.'.join(r.old)}" for r in loaded.renames] == case.get("renames", [])


@pytest.mark.parametrize("name", CASES)
def test_every_fact_has_an_origin(name: str, tmp_path: Path) -> None:
    loaded = load_text(CASES[name]["definition"], tmp_path)
    lines = CASES[name]["definition"].splitlines()
    for fact in loaded.facts:
        origin = loaded.origins[fact.key]
        assert 0 < origin.line <= len(lines)
        assert 0 < origin.column <= len(lines[origin.line - 1])


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_short_and_long_spellings_are_equal(spelling: str, tmp_path: Path) -> None:
    short, long = (
        load_text(f"table: t\n{body}\n---\ntable: t2\ncolumns: {{}}\n", tmp_path)
        for body in SPELLINGS[spelling]
    )
    assert short.facts == long.facts
    assert [s.sql for s in short.statements] == [s.sql for s in long.statements]


def test_origin_of_what_only_the_server_names(tmp_path: Path) -> None:
    text = (
        "functions: {f: {arguments: a int, returns: int, body: x}}\ntables:\n  t:\n    columns: {a: serial}\n"
    )
    loaded = load_text(text, tmp_path)
    key = next(fact.key for fact in loaded.facts if fact.kind == "function")
    assert loaded.origin(key._replace(path=("public", "f", "integer"))) == loaded.origins[key]
    column = next(fact.key for fact in loaded.facts if fact.kind == "column")
    assert loaded.origin(column._replace(kind="column_default")) == loaded.origins[column]
    grant = column._replace(kind="grant", path=("table", "public", "t", "app"))
    assert str(loaded.origin(grant)).endswith("x.yml:3:3")
    assert loaded.origin(column._replace(path=("public", "other", "a"))) is None


def test_fingerprint_is_of_the_rendered_text(tmp_path: Path) -> None:
    first = load_text("table: t\ncolumns: {a: '{{ type }}'}\n", tmp_path, variables={"type": "int"})
    same = load_text("table: t\ncolumns: {a: '{{ type }}'}\n", tmp_path, variables={"type": "int", "x": 1})
    other = load_text("table: t\ncolumns: {a: '{{ type }}'}\n", tmp_path, variables={"type": "text"})
    assert first.fingerprint == same.fingerprint
    assert first.fingerprint != other.fingerprint


def _plain(values: dict[str, Any]) -> Any:
    return json.loads(json.dumps(values))
