"""Runs dbtool for a server whose account may not be able to: root's Python is often root's alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from dbtool.server.cluster import data_base, server_account

ARCHIVE = """#!/bin/sh
cp "$1" {folder}/in/.$2 && mv {folder}/in/.$2 {folder}/in/$2
while [ ! -e {folder}/done/$2 ]; do sleep 0.02; done
status=$(cat {folder}/done/$2); rm -f {folder}/done/$2; exit $status
"""
FETCH = """#!/bin/sh
: > {folder}/ask/$1
while [ ! -e {folder}/told/$1 ]; do sleep 0.02; done
status=$(cat {folder}/told/$1); rm -f {folder}/told/$1
[ $status = 0 ] && cp {folder}/out/$1 "$2"
exit $status
"""


class Relay:
    """Two scripts for a server, and a thread that runs the real commands for them."""

    def __init__(self, push: Sequence[str], fetch: Sequence[str], environment: Mapping[str, str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dbtool-relay-", dir=data_base()))
        self._push, self._fetch, self._environment = push, fetch, environment
        self.pushed: list[str] = []
        account = server_account()
        for name in ("", "in", "done", "ask", "told", "out"):
            (self.folder / name).mkdir(exist_ok=True)
            os.chown(self.folder / name, account.uid, account.gid)
        for name, text in (("archive", ARCHIVE), ("fetch", FETCH)):
            (self.folder / name).write_text(text.format(folder=self.folder))
            (self.folder / name).chmod(0o755)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def archive_command(self) -> str:
        return f"{self.folder}/archive %p %f"

    @property
    def restore_command(self) -> str:
        return f"{self.folder}/fetch %f %p"

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _serve(self) -> None:
        while not self._stop.is_set():
            for path in sorted(self.folder.glob("in/[0-9A-F]*")):
                status = self._run([*self._push, str(path)])
                if status == 0:
                    self.pushed.append(path.name)
                path.unlink()
                self._tell("done", path.name, status)
            for path in sorted(self.folder.glob("ask/[0-9A-F]*")):
                path.unlink()
                status = self._run([*self._fetch, path.name, str(self.folder / "out" / path.name)])
                if status == 0:
                    (self.folder / "out" / path.name).chmod(0o644)
                self._tell("told", path.name, status)
            time.sleep(0.02)

    def _tell(self, folder: str, name: str, status: int) -> None:
        beside = self.folder / folder / f".{name}"
        beside.write_text(str(status))
        beside.rename(self.folder / folder / name)

    def _run(self, arguments: Sequence[str]) -> int:
        # Where the files go is an argument like others; the words before them are the command's.
        done = subprocess.run(
            [sys.executable, "-m", "dbtool", "backup", *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=dict(self._environment),
        )
        return done.returncode
