"""Progress: bars for a terminal, lines for a pipe, nothing for --quiet."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dbtool.cli.output import Output
from dbtool.cli.progress import Bars, Interrupted, Lines, Watch
from dbtool.revision import Statement

Captured = pytest.CaptureFixture[str]
FIRST = Statement(sql="CREATE TABLE a ();", note="creates table a")
SECOND = Statement(sql="\n  CREATE TABLE b\n  ();")


def _run(progress: Watch) -> None:
    with progress:
        progress.begin(2, "0001")
        for step in (FIRST, SECOND):
            progress.step_started(step)
            progress.step_done(step, 0.012)
        progress.note("verifying")
        progress.warn("role app has no password")


def test_lines_name_each_step(capsys: Captured) -> None:
    _run(Lines("octopus"))
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "octopus: 0001: 2 steps\n"
        "[1/2] creates table a (0.01 s)\n"
        "[2/2] CREATE TABLE b (0.01 s)\n"
        "verifying\n"
        "warning: role app has no password\n"
    )


def test_events_are_objects_one_in_each_line(capsys: Captured) -> None:
    _run(Output(events=True).progress("octopus"))
    found = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert all(each.pop("at") and each.pop("database") == "octopus" for each in found)
    assert found == [
        {"event": "begun", "title": "0001", "total": 2},
        {"event": "started", "done": 0, "total": 2, "step": "creates table a"},
        {"event": "done", "done": 1, "total": 2, "step": "creates table a", "seconds": 0.012},
        {"event": "started", "done": 1, "total": 2, "step": "CREATE TABLE b"},
        {"event": "done", "done": 2, "total": 2, "step": "CREATE TABLE b", "seconds": 0.012},
        {"event": "note", "text": "verifying"},
        {"event": "warning", "text": "role app has no password"},
    ]


def test_quiet_tells_warnings_only(capsys: Captured) -> None:
    _run(Output(quiet=True).progress())
    assert capsys.readouterr().err == "warning: role app has no password\n"


def test_bars_show_title_count_and_notes(capsys: Captured) -> None:
    _run(Bars("octopus", color=False))
    printed = capsys.readouterr()
    assert printed.out == ""
    for words in ("octopus: 0001", "2/2", "verifying", "warning: role app has no password"):
        assert words in printed.err


def test_a_second_run_gets_a_second_bar(capsys: Captured) -> None:
    progress = Bars(color=False)
    with progress:
        for title in ("octopus 0001", "octopus 0002"):
            progress.begin(1, title)
            progress.step_started(FIRST)
            progress.step_done(FIRST, 0.1)
            progress.end()
    printed = capsys.readouterr().err
    assert "octopus 0001" in printed
    assert "octopus 0002" in printed


def test_interruption_says_what_was_left() -> None:
    progress = Watch("octopus")
    with pytest.raises(Interrupted) as caught:
        _interrupted(progress)
    assert str(caught.value) == "interrupted after 1 of 2 steps of octopus: 0001, during: CREATE TABLE b"


def _interrupted(progress: Watch) -> None:
    with progress:
        progress.begin(2, "0001")
        progress.step_started(FIRST)
        progress.step_done(FIRST, 0.1)
        progress.step_started(SECOND)
        raise KeyboardInterrupt


SLEEPER = """
import time
from dbtool.cli import main
from dbtool.cli.commands import schema
def command(talk: schema.Talk) -> schema.ExitStatus:
    with schema.Output.of(talk).progress() as progress:
        progress.begin(3, "octopus 0001")
        print("ready", flush=True)
        time.sleep(30)
    return schema.ExitStatus.DONE
schema.command = command
main.main()
"""


def test_ctrl_c_is_status_130_with_what_was_left() -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", SLEEPER, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "ready\n"
    program.send_signal(signal.SIGINT)
    _, talk = program.communicate(timeout=25)
    assert program.returncode == 130
    assert talk.splitlines()[-1] == "interrupted after 0 of 3 steps of octopus 0001"
    assert "Traceback" not in talk


COLORED = """
from dbtool.cli.output import Output
Output().marked("+ table a\\n    - column b\\nplain")
"""


@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_marks_are_colored_on_a_terminal_only(no_color: str, colored: bool) -> None:
    printed = _in_terminal(COLORED, no_color)
    assert ("\x1b[32m+ table a" in printed) is colored
    assert ("\x1b[31m- column b" in printed) is colored
    assert "plain" in printed


def _in_terminal(program: str, no_color: str) -> str:
    """Run a program with a terminal for stdout and give what it wrote there."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm"}
    with subprocess.Popen([sys.executable, "-c", program], stdout=theirs, env=environment) as running:
        running.wait(timeout=60)
    os.close(theirs)
    time.sleep(0.05)
    printed = os.read(ours, 65536).decode()
    os.close(ours)
    return printed


def test_marked_text_in_a_pipe_is_plain(capsys: Captured, tmp_path: Path) -> None:
    Output().marked("+ table a")
    assert capsys.readouterr().out == "+ table a\n"
