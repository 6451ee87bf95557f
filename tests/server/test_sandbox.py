"""The sandbox: started once, stopped without a trace, and never left behind by `run`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dbtool.errors import ServerUnavailable, WrongUsage
from dbtool.server import sandbox
from tests.server.conftest import say_nothing
from tests.support.processes import cluster_folder, eventually, running, server_process

START = "from dbtool.server import sandbox; print(sandbox.start(say=lambda line: None).url)"
STOP = "from dbtool.server import sandbox; sandbox.stop(say=lambda line: None)"
RUN = """
import sys
from dbtool.server import sandbox
sys.exit(sandbox.run(sys.argv[1:], say=lambda line: None))
"""


@pytest.fixture
def no_sandbox(runtime: Path) -> Iterator[Path]:
    """The runtime folder of a user without a sandbox; one that the test starts is stopped."""
    yield runtime
    if runtime.exists():
        runtime.chmod(0o700)
    sandbox.stop(say=say_nothing)


def spawn_run(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", RUN, *command], stdout=subprocess.PIPE, text=True)


def select_one(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT 1").fetchone()


def test_start_status_url_stop(no_sandbox: Path, own_provider: str) -> None:
    assert sandbox.status() is None
    started = sandbox.start(say=say_nothing)
    assert sandbox.status() == started
    assert started.provider == own_provider
    assert sandbox.url() == started.url
    assert select_one(sandbox.url("template1")) == (1,)
    folder = cluster_folder(started.url)
    pid = server_process(folder)
    assert sandbox.stop(say=say_nothing) is True
    assert sandbox.status() is None
    assert not folder.exists()
    assert not running(pid)
    assert eventually(lambda: not running(started.pid))
    assert not no_sandbox.exists()


def test_looking_leaves_nothing(no_sandbox: Path) -> None:
    assert sandbox.status() is None
    assert not no_sandbox.exists()


def test_stops_and_starts_at_once_agree_in_the_end(no_sandbox: Path) -> None:
    """Stops remove the locks that starts wait for; no start may be lost or doubled by that."""
    both = [START, STOP] * 3
    work = [
        subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for code in both
    ]
    assert [worker.communicate(timeout=120)[1] for worker in work] == [""] * len(work)
    assert select_one(sandbox.start(say=say_nothing).url) == (1,)
    sandbox.stop(say=say_nothing)
    assert not no_sandbox.exists()


def test_state_is_private(no_sandbox: Path) -> None:
    sandbox.start(say=say_nothing)
    assert no_sandbox.stat().st_mode & 0o777 == 0o700
    assert (no_sandbox / sandbox.STATE).stat().st_mode & 0o777 == 0o600


def test_start_twice_keeps_the_first_and_says_so(no_sandbox: Path) -> None:
    talk: list[str] = []
    first = sandbox.start(say=say_nothing)
    assert sandbox.start(say=talk.append) == first
    assert talk[0].startswith("the sandbox is already running: PostgreSQL")


def test_stop_without_a_sandbox_is_fine(no_sandbox: Path) -> None:
    talk: list[str] = []
    assert sandbox.stop(say=talk.append) is False
    assert talk == ["the sandbox is not running"]


def test_concurrent_starts_give_one_sandbox(no_sandbox: Path) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    urls = {starter.communicate(timeout=120)[0].strip() for starter in starters}
    assert len(urls) == 1
    assert select_one(urls.pop()) == (1,)


def test_sandbox_outlives_its_starter(no_sandbox: Path) -> None:
    subprocess.run([sys.executable, "-c", START], check=True, capture_output=True)
    assert select_one(sandbox.url()) == (1,)


def test_killed_supervisor_is_cleaned_up(no_sandbox: Path) -> None:
    killed = sandbox.start(say=say_nothing)
    folder = cluster_folder(killed.url)
    pid = server_process(folder)
    os.kill(killed.pid, signal.SIGKILL)
    assert eventually(lambda: not running(killed.pid))
    assert sandbox.status() is None
    assert not (no_sandbox / sandbox.STATE).exists()
    assert eventually(lambda: not folder.exists() and not running(pid))
    assert sandbox.start(say=say_nothing).pid != killed.pid


def test_sandbox_ends_when_its_server_does(no_sandbox: Path) -> None:
    started = sandbox.start(say=say_nothing)
    os.kill(server_process(cluster_folder(started.url)), signal.SIGKILL)
    assert eventually(lambda: sandbox.status() is None and not running(started.pid))


def test_failed_start_tells_the_reason(no_sandbox: Path) -> None:
    with pytest.raises(ServerUnavailable, match="the provider url gives no server") as caught:
        sandbox.start("url", say=say_nothing)
    assert caught.value.hint
    assert not no_sandbox.exists()


def test_url_without_a_sandbox_says_how_to_start_one(no_sandbox: Path) -> None:
    with pytest.raises(ServerUnavailable, match="the sandbox is not running") as caught:
        sandbox.url()
    assert caught.value.hint
    assert "dbtool sandbox start" in caught.value.hint


def test_folder_that_others_may_read_is_refused(no_sandbox: Path) -> None:
    no_sandbox.mkdir(mode=0o755)
    with pytest.raises(ServerUnavailable, match="is not private to this user"):
        sandbox.status()


def test_run_gives_the_url_and_the_exit_status(no_sandbox: Path) -> None:
    with spawn_run("sh", "-c", 'echo "$DBTOOL_SANDBOX_URL"; exit 7') as process:
        url = process.communicate(timeout=120)[0].strip()
    assert process.returncode == 7
    with pytest.raises(psycopg.OperationalError):
        select_one(url)


def test_run_reuses_the_running_sandbox(no_sandbox: Path) -> None:
    started = sandbox.start(say=say_nothing)
    with spawn_run("printenv", "DBTOOL_SANDBOX_URL") as process:
        assert process.communicate(timeout=60)[0].strip() == started.url
    assert select_one(started.url) == (1,)


def test_run_of_an_unknown_command_is_wrong_usage(no_sandbox: Path) -> None:
    sandbox.start(say=say_nothing)
    with pytest.raises(WrongUsage, match="the command 'no-such-command' cannot be run"):
        sandbox.run(["no-such-command"], say=say_nothing)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)]
)
def test_run_forwards_signals(no_sandbox: Path, number: signal.Signals, status: int) -> None:
    with spawn_run("sh", "-c", 'echo "$DBTOOL_SANDBOX_URL"; exec sleep 60') as process:
        assert process.stdout
        folder = cluster_folder(process.stdout.readline().strip())
        process.send_signal(number)
        assert process.wait(30) == status
    assert not folder.exists()


def test_killed_run_leaves_neither_server_nor_command(no_sandbox: Path) -> None:
    with spawn_run("sh", "-c", 'echo "$DBTOOL_SANDBOX_URL"; echo $$; exec sleep 60') as process:
        assert process.stdout
        folder = cluster_folder(process.stdout.readline().strip())
        command = int(process.stdout.readline())
        pid = server_process(folder)
        process.kill()
        assert eventually(lambda: not (folder.exists() or running(pid) or running(command)))


def test_commands_inside_run_see_its_sandbox(no_sandbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBTOOL_SANDBOX_URL", "postgresql://postgres:x@127.0.0.1:9/postgres")
    assert sandbox.url("octopus") == "postgresql://postgres:x@127.0.0.1:9/octopus"


def test_state_file_holds_what_others_need(no_sandbox: Path) -> None:
    started = sandbox.start(say=say_nothing)
    state = json.loads((no_sandbox / sandbox.STATE).read_text())
    assert {"url", "pid", "provider", "edition", "pg", "ts", "bin_dir"} == set(state)
    assert state["pid"] == started.pid
