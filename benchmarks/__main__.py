"""`python -m benchmarks`: start-up and a no-op diff against their floors, as a table of ratios."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from benchmarks.bare_catalogs import record
from benchmarks.processes import Comparison, compare
from dbtool.execute.scratch_server import scratch_database

PYTHON = sys.executable
HERE = Path(__file__).parent
DBTOOL = (PYTHON, "-m", "dbtool")


def main() -> None:
    """Measure everything on a database of its own and print the table."""
    found = [
        compare(
            "dbtool --help",
            (*DBTOOL, "--help"),
            (PYTHON, str(HERE / "bare_program.py"), "--help"),
            target=1.3,
        )
    ]
    with (
        scratch_database(os.environ.get("DBTOOL_TEST_URL"), say=_say) as url,
        tempfile.TemporaryDirectory() as place,
    ):
        found.append(_noop_diff(url, Path(place) / "queries"))
    _print(found)


def _noop_diff(url: str, queries: Path) -> Comparison:
    environment = {"DBTOOL_URL": url}
    apply = (*DBTOOL, "apply", "octopus", "--target", "local", "--yes", "--allow", "all", "--quiet")
    subprocess.run(apply, env={**os.environ, **environment}, check=True, capture_output=True)
    record(url, str(queries))
    return compare(
        "dbtool diff octopus (no-op)",
        (*DBTOOL, "diff", "octopus", "--target", "local", "--quiet"),
        (PYTHON, str(HERE / "bare_catalogs.py"), url, str(queries)),
        target=2.0,
        environment=environment,
    )


def _print(found: Iterable[Comparison]) -> None:
    sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} cores\n\n")
    sys.stdout.write(f"{'':30}{'seconds':>9}{'floor':>9}{'ratio':>8}{'target':>8}\n")
    for one in found:
        row = f"{one.name:30}{one.ours:9.3f}{one.floor:9.3f}{one.ratio:8.2f}{one.target:8.2f}"
        sys.stdout.write(row + ("" if one.ratio <= one.target else "  missed") + "\n")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
