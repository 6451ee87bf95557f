"""The corpus of supabase/pg-toolbelt's pg-delta: folders with `a.sql` and `b.sql`, meant for both ways."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.suites.pair import Pair
from tests.suites.roles import named_roles

SUITE = "pg-delta"
FOLDER = "packages/pg-delta/corpus"


def read(checkout: Path) -> Iterator[Pair]:
    """Give two pairs for each scenario; the rows that it may begin with are left out."""
    for folder in sorted((checkout / FOLDER).iterdir()):
        if (folder / "a.sql").is_file():
            first, second = ((folder / name).read_text(encoding="utf-8") for name in ("a.sql", "b.sql"))
            roles = named_roles(first, second)
            yield Pair(suite=SUITE, name=folder.name, old=first, new=second, roles=roles)
            yield Pair(suite=SUITE, name=f"{folder.name} back", old=second, new=first, roles=roles)
