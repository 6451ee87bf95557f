"""What a person sees: whole, at 100 columns; data on stdout, talk on stderr, colours on a terminal only."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dbtool.cli.exit_status import ExitStatus
from tests.support.live import rows
from tests.support.projects import DBTOOL, Project

GOLDEN = Path(__file__).parent / "golden" / "diff.txt"
DEFINITIONS = """\
table: orders
columns:
  id: bigint not null
  place: text not null
  note: text
  placed_at: timestamptz not null default now()
indexes:
  orders_place: {on: [place]}
---
table: order_lines
comment: What was ordered.
columns:
  order_id: bigint not null
  line: integer not null
  price: numeric(10, 2) not null
primary_key: [order_id, line]
checks: {order_lines_price_check: price >= 0}
---
view: dear_lines
query: select order_id, line from order_lines where price > 100
"""
BY_HAND = """
ALTER TABLE orders ADD COLUMN by_hand integer;
DROP INDEX orders_place;
CREATE VIEW by_hand_too AS SELECT id FROM orders;
"""


@pytest.fixture(scope="module")
def differing(
    small: Project,
    kept_database: Callable[[], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Project:
    """A project whose database differs in all kinds of ways."""
    project = small.copy(tmp_path_factory.mktemp("differing") / "project").on(kept_database())
    project.run("apply", "--yes")
    rows(project.url, BY_HAND)
    project.write("schema/app/orders.yml", DEFINITIONS)
    return project


def test_diff_reads_like_a_change_list(differing: Project) -> None:
    done = differing.run("diff", status=ExitStatus.DIFFERENCES)
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert done.stdout == GOLDEN.read_text(encoding="utf-8")


def test_quiet_keeps_the_data_and_leaves_out_the_talk(differing: Project) -> None:
    talked = differing.run("verify", status=ExitStatus.VERIFICATION_FAILED)
    assert talked.stderr == "comparing app with what was recorded\n"
    quiet = differing.run("verify", "--quiet", status=ExitStatus.VERIFICATION_FAILED)
    assert quiet.stderr == ""
    assert quiet.stdout.splitlines()[:-1] == talked.stdout.splitlines()[:-1]


def test_errors_are_told_in_quiet_too(differing: Project) -> None:
    done = differing.run("diff", "nothing", "--quiet", status=ExitStatus.WRONG_USAGE)
    assert done.stdout == ""
    assert done.stderr.startswith("error: no database nothing in dbtool.toml\n  hint: ")


def test_progress_is_talk(project: Project) -> None:
    done = project.run("apply", "--yes")
    assert done.stderr.splitlines()[0] == "app: Applying 2 revisions: 4 steps"
    assert "[4/4] Builds index public.orders_place on table public.orders." in done.stderr
    first, second = done.stdout.splitlines()
    assert first.startswith("app: applied 0001, 0002, 4 steps (")
    assert second == "    verified: 9 objects"


def on_a_terminal(project: Project, *arguments: str, **environment: str) -> str:
    """Give what dbtool prints on a terminal."""
    ours, its = pty.openpty()
    base = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [*DBTOOL, *arguments],
        cwd=project.folder,
        env={**base, **project.environment, "TERM": "xterm-256color", "COLUMNS": "100", **environment},
        stdin=subprocess.DEVNULL,
        stdout=its,
        stderr=subprocess.DEVNULL,
    ):
        os.close(its)
        printed = b""
        # The end of a terminal is an error on Linux, and nothing at all elsewhere.
        try:
            while piece := os.read(ours, 65536):
                printed += piece
        except OSError:
            pass
    os.close(ours)
    return printed.decode().replace("\r\n", "\n")


def test_colours_are_for_terminals_that_want_them(at_head: Project) -> None:
    rows(at_head.url, "ALTER TABLE orders ADD COLUMN by_hand integer")
    plain = at_head.run("diff", status=ExitStatus.DIFFERENCES).stdout
    colored = on_a_terminal(at_head, "diff")
    assert "\x1b[31m- column by_hand" in colored
    assert re.sub(r"\x1b\[\d+m", "", colored) == plain
    assert on_a_terminal(at_head, "diff", NO_COLOR="1") == plain
    assert on_a_terminal(at_head, "diff", "--no-color") == plain
