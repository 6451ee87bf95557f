#!/usr/bin/env python3
"""Runs the README's tour on a sandbox of its own and puts what was printed into the README.

A block that begins with ```yaml PATH is written to that file; in a ```console block each line after `$ `
is run by bash, in the order of the text, and the lines below it are replaced by its output.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"^(`{3,4})(\w+)(?: (\S+))?\n(.*?)^\1$", re.MULTILINE | re.DOTALL)


class Tour:
    """One walk through the README; `folder` moves along with the commands."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._environment = environment

    def block(self, found: re.Match[str]) -> str:
        """Do what the block says, and give it as it should stand."""
        _, language, path, body = found.groups()
        if language == "console":
            commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
            return "```console\n" + "\n".join(map(self._run, commands)) + "```"
        if path:
            (self._folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / path).write_text(body, encoding="utf-8")
        return found[0]

    def _run(self, command: str) -> str:
        place = self._folder / ".place"
        script = f"{command}\nstatus=$?\npwd >'{place}'\nexit $status"
        ran = subprocess.run(
            ["bash", "-c", script],
            cwd=self._folder,
            env=self._environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self._folder = Path(place.read_text().strip())
        place.unlink()
        return f"$ {command}\n{ran.stdout}"


def main() -> None:
    """Write the README anew."""
    text = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as home:
        # Not the sandbox that this user may have running.
        private = {"XDG_RUNTIME_DIR": home, "COLUMNS": "100", "TERM": "dumb"}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DBTOOL_")}
        (folder := Path(home) / "tour").mkdir()
        tour = Tour(folder, kept | private)
        try:
            written = BLOCK.sub(tour.block, text)
        finally:
            subprocess.run(["dbtool", "sandbox", "stop"], env=kept | private, check=False)
    README.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    main()
