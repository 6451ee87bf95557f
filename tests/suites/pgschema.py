"""The diff cases of pgschema: folders with `old.sql` and `new.sql`, some with a `setup.sql` before both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.suites.pair import Pair
from tests.suites.roles import named_roles

SUITE = "pgschema"
FOLDER = "testdata/diff"


def read(checkout: Path) -> Iterator[Pair]:
    """Give a pair for each case."""
    for path in sorted((checkout / FOLDER).rglob("old.sql")):
        setup = path.with_name("setup.sql")
        before = setup.read_text(encoding="utf-8") if setup.is_file() else ""
        old, new = (
            f"{before}\n{one.read_text(encoding='utf-8')}" for one in (path, path.with_name("new.sql"))
        )
        yield Pair(
            suite=SUITE,
            name=str(path.parent.relative_to(checkout / FOLDER)),
            old=old,
            new=new,
            roles=named_roles(old, new),
        )
