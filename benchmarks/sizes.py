"""What dbtool does to a schema of a given size, each beside the floor under it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bare_catalogs import record
from benchmarks.place import DBTOOL, PYTHON, Place
from benchmarks.processes import Command, Run, measure

HERE = Path(__file__).parent
DIFFERENT = frozenset({3})
YES = ("--yes", "--allow", "all")
# The targets hold at 1,000 tables and above; below, start-up is most of it.
TARGETS = {
    "diff, state.json": 1.5,
    "diff, first": 1.5,
    "diff, scratch": 1.5,
    "apply": 1.5,
    "apply --direct": 1.5,
}
FLOORS = {
    "diff, state.json": ("catalogs",),
    # As on a machine that has compared nothing yet.
    "diff, first": ("catalogs",),
    "diff, scratch": ("load", "catalogs"),
    "diff, 2 % changed": ("load", "catalogs"),
    "import": ("pg_dump -s", "load"),
    "revision": ("load",),
    "apply": ("load",),
    "apply --direct": ("load",),
}
FLOOR_NAMES = {"load": "psql -1 -f", "catalogs": "bare catalogs", "pg_dump -s": "pg_dump -s"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One command at one size, and its floor.

    Units: the floor in seconds, the sum of the floors that are named.
    """

    name: str
    run: Run
    floor: float
    floors: str
    target: float | None

    @property
    def ratio(self) -> float:
        """Ours against the floor."""
        return self.run.seconds / self.floor


def measured(place: Place, tables: int, *, runs: int, only: str = "") -> Iterator[Measured]:
    """Measure everything at one size; the first run of each is not counted where there are several.

    `only` is how the names begin of the commands that are wanted.
    """
    wanted = {name: floors for name, floors in FLOORS.items() if name.startswith(only)}
    needed = {*wanted, *(floor for floors in wanted.values() for floor in floors)}
    commands = _commands(place, tables)
    found = measure({name: commands[name] for name in commands if name in needed}, runs=runs, warm=runs > 1)
    for name, floors in wanted.items():
        yield Measured(
            name,
            found[name],
            sum(found[floor].seconds for floor in floors),
            " + ".join(FLOOR_NAMES[floor] for floor in floors),
            TARGETS.get(name) if tables >= 1000 else None,
        )


def _commands(place: Place, tables: int) -> Mapping[str, Command]:
    project, common = place.project(tables), ("--quiet", "--scratch-url", place.server.url)
    definitions = ("--definitions", str(place.script(tables)))
    place.loaded(tables, "plain")
    _dbtool("revision", *_in(project), *common, "-m", "first")
    applied = _apply(place, project, common)
    applied.before()
    _dbtool(*applied.words[len(DBTOOL) :], environment=applied.environment)
    record(place.url("plain"), str(place.folder / "queries"))
    compare = (*DBTOOL, "diff", *_in(project), "--target", "bench", *common)
    return {
        **_floors(place, tables),
        **_diffs(place, tables, common),
        # The apply before it has verified, and remembers.
        "diff, state.json": Command(compare, environment=applied.environment),
        "diff, first": Command(
            compare, before=lambda: _forget(place), environment={**applied.environment, **_cold(place)}
        ),
        "import": Command(
            (
                *DBTOOL,
                "import",
                "--from",
                place.url("plain"),
                "--to",
                str(place.folder / "imported"),
                *common,
            ),
            before=lambda: shutil.rmtree(place.folder / "imported", ignore_errors=True),
            environment=_cold(place),
        ),
        "revision": _revision(place, project, common),
        "apply": applied,
        "apply --direct": Command(
            (*DBTOOL, "apply", "--direct", "--url", place.url("direct"), *YES, *common, *definitions),
            before=lambda: _all(lambda: place.fresh("direct"), lambda: _forget(place)),
            environment=_cold(place),
        ),
    }


def _floors(place: Place, tables: int) -> Mapping[str, Command]:
    return {
        "load": Command(place.load(tables, "floor"), before=lambda: place.fresh("floor")),
        "catalogs": Command(
            (PYTHON, str(HERE / "bare_catalogs.py"), place.url("plain"), str(place.folder / "queries"))
        ),
        "pg_dump -s": Command((place.client("pg_dump"), "-s", place.url("plain"))),
    }


def _diffs(place: Place, tables: int, common: tuple[str, ...]) -> Mapping[str, Command]:
    against = (*DBTOOL, "diff", "--url", place.url("plain"), *common, "--definitions")

    def scratch_built(script: Path, right: frozenset[int]) -> Command:
        return Command(
            (*against, str(script)), before=lambda: _forget(place), environment=_cold(place), right=right
        )

    return {
        "diff, scratch": scratch_built(place.script(tables), frozenset({0})),
        "diff, 2 % changed": scratch_built(place.script(tables, changed=True), DIFFERENT),
    }


def _revision(place: Place, project: Path, common: tuple[str, ...]) -> Command:
    copy = place.folder / "again"

    def anew() -> None:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(project, copy, ignore=shutil.ignore_patterns("migrations"))
        _forget(place)

    return Command(
        (*DBTOOL, "revision", *_in(copy), *common, "-m", "first"), before=anew, environment=_cold(place)
    )


def _apply(place: Place, project: Path, common: tuple[str, ...]) -> Command:
    return Command(
        (*DBTOOL, "apply", *_in(project), "--target", "bench", *YES, *common),
        before=lambda: place.fresh("live"),
        environment={"DBTOOL_URL": place.url("live"), "XDG_CACHE_HOME": str(place.folder / "remembered")},
    )


def _in(project: Path) -> tuple[str, ...]:
    return ("bench", "--project", str(project))


def _cold(place: Place) -> Mapping[str, str]:
    """Give the environment in which dbtool finds no database that it built before."""
    return {"XDG_CACHE_HOME": str(place.folder / "cache")}


def _forget(place: Place) -> None:
    shutil.rmtree(place.folder / "cache", ignore_errors=True)


def _all(*steps: Callable[[], None]) -> None:
    for step in steps:
        step()


def _dbtool(*words: str, environment: Mapping[str, str] | None = None) -> None:
    env = {**os.environ, **(environment or {})}
    subprocess.run((*DBTOOL, *words), env=env, check=True, stdout=subprocess.DEVNULL)
