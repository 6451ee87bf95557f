"""Revision files read as text: long ones piece by piece, with the same result as Python itself gives."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from dbtool.execute.pieces import LONG
from dbtool.execute.reading import read_revision
from dbtool.execute.tally import ends_transaction
from dbtool.model.key import Key
from dbtool.model.plan import Plan
from dbtool.model.statement import Statement
from dbtool.render.revision import render_revision
from dbtool.revision import executing
from tests.execute.support import Project, step

# What a cut between lines must not take for a statement, a comment or the end of a text.
AWKWARD = (
    "SELECT 1;\nstep('x')\n# no comment\n)\n}",
    "SELECT '''' || \"a\"\"b\";",
    'SELECT $$ """ $$;',
    "SELECT E'\\n\\\\' || '\\';",
    "SELECT $f$\n''' \"\"\" '''\n$f$;",
    "SELECT 'ä 漢 \u200b\t' ;  \n-- ends in blanks  ",
    "\nSELECT 'begins with a break';\n    ",
    'SELECT "";',
)
FILLING = [f"CREATE TABLE t{n} (\n  id bigint,\n  note text\n);" for n in range(LONG // 4)]
TOUCHED = {Key("column", ("public", f"t{n}", 'a "b"')): ("type", "nullable") for n in range(1200)}
LONG_TEXTS = [
    text for filling, awkward in zip(FILLING, AWKWARD * 20, strict=False) for text in (filling, awkward)
]


def imported(path: Path) -> tuple[list[Statement], dict[tuple[str, ...], tuple[str, ...]]]:
    """Give the statements that Python itself hands over when the file is imported, and its `touches`."""
    spec = importlib.util.spec_from_file_location("revision", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[Statement] = []
    with executing(found.append):
        module.upgrade()
    return found, module.touches


def test_long_file_is_read_as_python_reads_it(project: Project) -> None:
    plan = Plan(
        tuple(
            step(text, f"does {place}", hazards=("deletes-data",) if "E'" in text else ())
            for place, text in enumerate(LONG_TEXTS)
        )
    )
    plan = replace(plan, touched=TOUCHED)
    path = project.write(
        render_revision(plan, "no way", revision="0001", down_revision=None, message='Long "one"')
    )
    read, (statements, touches) = read_revision(path), imported(path)
    assert [replace(each, note="", lock="") for each in read.up] == statements
    assert [each.note for each in read.up] == [f"Does {place}." for place in range(len(LONG_TEXTS))]
    assert {(key.kind, *key.path): fields for key, fields in read.touches.items()} == touches
    assert (read.plain, read.irreversible, read.names["revision"]) == (True, "no way", "0001")


def test_comment_above_a_step_tells_what_it_locks_and_opens(project: Project) -> None:
    access = "wider: policy own on public.orders lets through more, for instance a row with tenant=2"
    told = step("SELECT 1;", "alters policy own", lock="SHARE on public.orders", access=access)
    plan = Plan((told, step("SELECT 2;", "selects", access="tighter: no")))
    path = project.write(
        render_revision(plan, "no way", revision="0001", down_revision=None, message="Policies")
    )
    found = [(each.note, each.lock, each.access) for each in read_revision(path).up]
    assert found == [
        ("Alters policy own.", "SHARE on public.orders", access),
        ("Selects.", "", "tighter: no"),
    ]


PLAIN = """
from dbtool.revision import step

revision = "0001"
down_revision = None


def upgrade() -> None:
    step("SELECT 1")


def downgrade() -> None:
    pass
"""


def test_file_of_steps_is_plain(project: Project) -> None:
    assert read_revision(project.write(PLAIN)).plain


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('step("SELECT 1")', 'op.execute("SELECT 1")'),
        ('step("SELECT 1")', "step(text())"),
        ('step("SELECT 1")', 'for _ in "ab":\n        step("SELECT 1")'),
        ('step("SELECT 1")', 'raise Irreversible("never")'),
        ("import step", "import step as done"),
        ('revision = "0001"', 'revision = str("0001")'),
        ('revision = "0001"', 'revision = "0001"\nstep = print'),
        ("def downgrade() -> None:\n    pass", 'def downgrade() -> None:\n    print("back")'),
        ("def downgrade()", "def more() -> None:\n    pass\n\n\ndef downgrade()"),
        ("def upgrade()", "@cache\ndef upgrade()"),
        ("def upgrade()", "def upgrade(text=print())"),
    ],
)
def test_file_that_does_more_is_not_plain(project: Project, old: str, new: str) -> None:
    assert old in PLAIN
    assert not read_revision(project.write(PLAIN.replace(old, new))).plain


@pytest.mark.parametrize(
    "sql",
    [
        "COMMIT",
        "-- done\ncommit;",
        "/* a */ ROLLBACK;",
        "SELECT 1; Commit; SELECT 2",
        "end",
        "PREPARE TRANSACTION 'x'",
    ],
)
def test_statement_that_ends_the_transaction_is_known(sql: str) -> None:
    assert ends_transaction(Statement(sql=sql))


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE commits (id int)", "CREATE FUNCTION f() AS $$ BEGIN x; END $$", "SELECT 'rollback'"]
)
def test_statement_that_only_mentions_the_words_is_not(sql: str) -> None:
    assert not ends_transaction(Statement(sql=sql))
