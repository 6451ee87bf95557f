"""Where the time of a command goes: a profile of one run, summed by dbtool's package or by library."""

from __future__ import annotations

import os
import pstats
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.place import PYTHON, Place

SHOWN = 8
IMPORTING = ("marshal.", "posix.stat", "io.open_code", "_imp.", "__build_class__")


def spent(place: Place, tables: int) -> str:
    """Give one line for each of a no-op diff and an apply: own time by layer, waiting for the server apart.

    Units: seconds under cProfile, which slows Python's own part down by half or more: read the shares.
    """
    project = place.folder / f"project_{tables}"
    common = ("bench", "--project", str(project), "--target", "bench", "--quiet")
    environment = {"DBTOOL_URL": place.url("live"), "XDG_CACHE_HOME": str(place.folder / "remembered")}
    lines = [_line("diff, state.json", ("diff", *common), environment)]
    place.fresh("live")
    words = ("apply", *common, "--yes", "--allow", "all", "--scratch-url", place.server.url)
    lines.append(_line("apply", words, environment))
    return "\n" + "\n".join(lines)


def _line(name: str, words: tuple[str, ...], environment: dict[str, str]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "profile"
        profiled = (PYTHON, "-m", "cProfile", "-o", str(found), "-m", "dbtool", *words)
        subprocess.run(profiled, env={**os.environ, **environment}, check=True, stdout=subprocess.DEVNULL)
        shares = _shares(pstats.Stats(str(found)))
    total = sum(shares.values())
    parts = ", ".join(f"{part} {seconds / total:.0%}" for part, seconds in shares.most_common(SHOWN))
    return f"Where the time of `{name}` goes ({total:.2f} s under the profiler): {parts}."


def _shares(stats: pstats.Stats) -> Counter[str]:
    shares: Counter[str] = Counter()
    # typeshed leaves this attribute out; the typed profile has one entry for all functions of a name.
    for (path, _, function), (_, _, own, _, _) in stats.stats.items():  # type: ignore[attr-defined]
        shares[_part(path, function)] += own
    return shares


def _part(path: str, function: str) -> str:
    parts = Path(path).parts
    importing = "importlib" in path or (path == "~" and any(word in function for word in IMPORTING))
    if "dbtool" in parts:
        inside = parts[len(parts) - parts[::-1].index("dbtool") :]
        return inside[0].removesuffix(".py") if inside else "dbtool"
    if "psycopg" in parts and function == "wait":
        return "waiting for the server"
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    return "imports" if importing else "the standard library and built-in functions"
