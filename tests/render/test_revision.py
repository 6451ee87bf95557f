"""Revision files: their text, and that it says exactly what the plan said."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dbtool.execute.reading import read_revision
from dbtool.kinds.timescale.retention import Retention
from dbtool.model.key import Key
from dbtool.model.plan import Plan, Step
from dbtool.render.literals import data, text_literal
from dbtool.render.revision import file_name, next_revision, render_revision, slug
from dbtool.revision import text_block

NOTE = Key("column", ("public", "orders", "note"))
RETENTION = Retention(schema="public", table="ticks", drop_after="30 days", schedule_interval="1 day")

UP = Plan(
    (
        Step(
            "ALTER TABLE public.orders\n  ADD COLUMN note text;",
            NOTE,
            "adds column note to table public.orders",
            lock="ACCESS EXCLUSIVE on public.orders",
            hazards=("blocks-writes", "rewrites-table"),
            access="wider: everyone reads the column, for instance note='x'",
        ),
        Step(
            "CREATE INDEX CONCURRENTLY orders_note_idx ON public.orders (note);",
            NOTE,
            "creates index orders_note_idx",
            lock="SHARE UPDATE EXCLUSIVE on public.orders",
            transactional=False,
            recover="DROP INDEX CONCURRENTLY IF EXISTS public.orders_note_idx;",
            patient=True,
        ),
        Step(
            "SELECT public.add_retention_policy('public.ticks', INTERVAL '30 days');",
            RETENTION.key,
            "drops chunks of public.ticks after 30 days",
            community=True,
            declares=(RETENTION,),
        ),
    ),
    touched={NOTE: ("create",), RETENTION.key: ("create",), Key("role", ("it's",)): ("login", "comment")},
)
DOWN = Plan((Step("ALTER TABLE public.orders\n  DROP COLUMN note;", NOTE, "drops column note"),))

EXPECTED = '''\
"""Add note to orders

Revision ID: 0002
Revises: 0001
"""

from dbtool.revision import step

revision = "0002"
down_revision = "0001"

# What this revision changes: fields of an object, or create, drop, replace.
touches = {
    ("column", "public", "orders", "note"): ("create",),
    ("retention", "public", "ticks"): ("create",),
    ("role", "it's"): ("login", "comment"),
}


def upgrade() -> None:
    # Adds column note to table public.orders.
    # Locks: ACCESS EXCLUSIVE on public.orders.
    # Access: wider: everyone reads the column, for instance note='x'.
    step(
        """
        ALTER TABLE public.orders
          ADD COLUMN note text;
        """,
        hazards=("blocks-writes", "rewrites-table"),
    )

    # Creates index orders_note_idx.
    # Locks: SHARE UPDATE EXCLUSIVE on public.orders.
    step(
        """
        CREATE INDEX CONCURRENTLY orders_note_idx ON public.orders (note);
        """,
        transactional=False,
        recover="DROP INDEX CONCURRENTLY IF EXISTS public.orders_note_idx;",
        patient=True,
    )

    # Drops chunks of public.ticks after 30 days.
    step(
        """
        SELECT public.add_retention_policy('public.ticks', INTERVAL '30 days');
        """,
        community=True,
        declares=[
            {
                "key": ["retention", "public", "ticks"],
                "values": {
                    "schema": "public",
                    "table": "ticks",
                    "drop_after": "30 days",
                    "schedule_interval": "1 day",
                },
            },
        ],
    )


def downgrade() -> None:
    # Drops column note.
    step("""
    ALTER TABLE public.orders
      DROP COLUMN note;
    """)
'''


def rendered(up: Plan = UP, down: Plan | str = DOWN, message: str = "Add note to orders") -> str:
    return render_revision(up, down, revision="0002", down_revision="0001", message=message)


def test_revision_reads_like_this() -> None:
    assert rendered() == EXPECTED
    assert rendered() == rendered()


def test_revision_without_a_way_back_says_why(tmp_path: Path) -> None:
    text = render_revision(UP, 'the "old" rows are gone', revision="0001", down_revision=None, message="x")
    assert "from dbtool.revision import Irreversible, step\n" in text
    assert "down_revision = None\n" in text
    assert text.endswith("def downgrade() -> None:\n    raise Irreversible('the \"old\" rows are gone')\n")
    path = tmp_path / "0001_x.py"
    path.write_text(text)
    assert read_revision(path).irreversible == 'the "old" rows are gone'


def test_revision_without_steps_is_valid() -> None:
    text = rendered(Plan(()), Plan(()))
    assert "def upgrade() -> None:\n    pass\n" in text
    ast.parse(text)


@pytest.mark.parametrize(
    "message", ['say "hi"', "back\\slash", 'ends with "', '"""', "two\nlines", "é\u202e"]
)
def test_message_survives(message: str) -> None:
    documented = ast.get_docstring(ast.parse(rendered(message=message)), clean=False)
    assert documented is not None
    assert documented.partition("\n\n")[0] == " ".join(message.split())


def test_file_is_read_back_as_it_was_planned(tmp_path: Path) -> None:
    path = tmp_path / "0002_x.py"
    path.write_text(rendered())
    text = read_revision(path)
    assert [statement.sql for statement in text.up] == [step.sql for step in UP.steps]
    assert [statement.sql for statement in text.steps("down")] == [step.sql for step in DOWN.steps]
    assert [statement.note for statement in text.up] == [
        "Adds column note to table public.orders.",
        "Creates index orders_note_idx.",
        "Drops chunks of public.ticks after 30 days.",
    ]
    assert text.up[1].recover == "DROP INDEX CONCURRENTLY IF EXISTS public.orders_note_idx;"
    assert (text.up[1].transactional, text.up[1].patient) == (False, True)
    (item,) = text.up[2].declares
    assert Retention.from_values(item["values"]).key == Key(item["key"][0], tuple(item["key"][1:]))
    assert text.touches == UP.touched
    assert text.irreversible is None


def test_formatter_has_nothing_to_do(tmp_path: Path) -> None:
    odd = [
        "SELECT '\\d', \"\"\"x\"\"\", '''y''';",
        'SELECT """x", \'\\d\';',
        "SELECT '\ttab \u202e';  \n \n;",
        "x" * 300,
        "\n\n  a\r\n",
    ]
    steps = [Step(sql, NOTE, f"a note {sql} that goes on and on " * 3) for sql in odd]
    marked = [Step(sql, NOTE, "x", password_of='a"b', recover=sql, withdraws=(NOTE,)) for sql in odd]
    path = tmp_path / "0002_x.py"
    path.write_text(rendered(Plan((*UP.steps, *steps, *marked), touched=UP.touched), "no " * 60, "no " * 60))
    config = Path(__file__).parents[2] / "pyproject.toml"
    ruff = [sys.executable, "-m", "ruff", "format", "--config", str(config), "--diff", str(path)]
    assert subprocess.run(ruff, capture_output=True, text=True, check=False).stdout == ""
    read = read_revision(path).up
    assert [statement.sql for statement in read[len(UP.steps) :]] == odd * 2
    assert [statement.recover for statement in read[-len(odd) :]] == odd


@given(st.text(), st.integers(0, 3))
@example("\\", 1)
@example('"""', 1)
@example("'''\"\"\"\\", 2)
@example(" \n  \n", 1)
@example("a \\", 1)
@example("\r\n\r", 1)
@example("\ud7ff\ue000\u2028\x00\x85", 1)
def test_any_text_survives(text: str, depth: int) -> None:
    literal = text_literal(text, "    " * depth)
    assert text_block(ast.literal_eval(literal)) == text
    # What reads the file splits it at these, whatever the text holds.
    assert "\r" not in literal
    assert all(line == line.rstrip(" ") for line in literal.split("\n")[1:])


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: (
    st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner)
), max_leaves=20))  # fmt: skip
def test_any_data_survives(value: object) -> None:
    assert ast.literal_eval(data(value)) == value


def test_hand_written_text_is_taken_as_it_is() -> None:
    assert text_block("SELECT 1") == "SELECT 1"
    assert text_block("\nSELECT 1") == "\nSELECT 1"
    assert text_block("\n    SELECT\n      1\n    ") == "SELECT\n  1"


def test_numbers_follow_the_highest(tmp_path: Path) -> None:
    assert next_revision(tmp_path / "missing") == "0001"
    for name in ("0001_a.py", "0012_b.py", "notes.py", "0099_c.txt"):
        (tmp_path / name).touch()
    assert next_revision(tmp_path) == "0013"
    (tmp_path / "9999_x.py").touch()
    assert next_revision(tmp_path) == "10000"


def test_slug_is_plain() -> None:
    assert slug("Add note to orders!") == "add_note_to_orders"
    assert slug("Über «x» / y") == "uber_x_y"
    assert slug("…") == "revision"
    assert len(slug("word " * 40)) <= 48
    assert file_name("0002", "Add note") == "0002_add_note.py"
