"""The cases of apgdiff and of its descendant pgcodekeeper: files `X_original.sql` beside `X_new.sql`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.suites.pair import Pair
from tests.suites.roles import named_roles

APGDIFF = "apgdiff"
APGDIFF_FOLDER = "src/test/resources/cz/startnet/utils/pgdiff"
PGCODEKEEPER = "pgcodekeeper"
PGCODEKEEPER_FOLDER = "src/test/resources/org/pgcodekeeper/core"
# The others there are for other servers than PostgreSQL.
PGCODEKEEPER_PARTS = ("it/diff/pg", "it/depcies/pg", "api")
END = "_original.sql"


def read_apgdiff(checkout: Path) -> Iterator[Pair]:
    """Give apgdiff's pairs."""
    return _pairs(APGDIFF, checkout / APGDIFF_FOLDER)


def read_pgcodekeeper(checkout: Path) -> Iterator[Pair]:
    """Give pgcodekeeper's pairs for PostgreSQL, named by their folder too."""
    for part in PGCODEKEEPER_PARTS:
        yield from _pairs(PGCODEKEEPER, checkout / PGCODEKEEPER_FOLDER / part, f"{part}: ")


def _pairs(suite: str, folder: Path, start: str = "") -> Iterator[Pair]:
    for path in sorted(folder.glob(f"*{END}")):
        name = path.name.removesuffix(END)
        other = path.with_name(f"{name}_new.sql")
        if other.is_file():
            old, new = _text(path), _text(other)
            yield Pair(suite=suite, name=start + name, old=old, new=new, roles=named_roles(old, new))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig", errors="replace")
