"""The fixtures of djrobstep/migra: folders with `a.sql` and `b.sql`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.suites.pair import Pair

SUITE = "migra"
FOLDER = "tests/FIXTURES"
# What the suite's own test makes before each fixture.
ROLES = ("schemainspect_test_role",)


def read(checkout: Path) -> Iterator[Pair]:
    """Give a pair for each fixture."""
    for folder in sorted((checkout / FOLDER).iterdir()):
        if (folder / "a.sql").is_file():
            yield Pair(
                suite=SUITE,
                name=folder.name,
                old=(folder / "a.sql").read_text(encoding="utf-8"),
                new=(folder / "b.sql").read_text(encoding="utf-8"),
                roles=ROLES,
            )
