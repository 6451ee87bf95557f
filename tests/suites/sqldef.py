"""The cases of psqldef: YAML files with `current` and `desired`, either of which may be missing: nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML

from tests.suites.pair import Pair
from tests.suites.roles import named_roles

SUITE = "sqldef"
FOLDER = "cmd/psqldef"


def read(checkout: Path) -> Iterator[Pair]:
    """Give a pair for each case, those too that the suite's own tool refuses."""
    for path in sorted((checkout / FOLDER).glob("tests_*.yml")):
        subject = path.stem.removeprefix("tests_")
        for name, case in (YAML(typ="safe").load(path) or {}).items():
            old, new = case.get("current") or "", case.get("desired") or ""
            yield Pair(suite=SUITE, name=f"{subject}: {name}", old=old, new=new, roles=named_roles(old, new))
