"""Which suites can be read, and how a checkout is recognised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.suites import migra, original_new, pg_delta, pg_schema_diff, pgschema, pyrseas, sqldef
from tests.suites.pair import Pair, numbered


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the pairs of a suite from a checkout; `mark` is the folder in it by which it is recognised."""

    suite: str
    mark: str
    read: Callable[[Path], Iterator[Pair]]


READERS = (
    Reader(pg_schema_diff.SUITE, pg_schema_diff.FOLDER, pg_schema_diff.read),
    Reader(migra.SUITE, migra.FOLDER, migra.read),
    Reader(pgschema.SUITE, pgschema.FOLDER, pgschema.read),
    Reader(sqldef.SUITE, sqldef.FOLDER, sqldef.read),
    Reader(pg_delta.SUITE, pg_delta.FOLDER, pg_delta.read),
    Reader(pyrseas.SUITE, pyrseas.FOLDER, pyrseas.read),
    Reader(original_new.APGDIFF, original_new.APGDIFF_FOLDER, original_new.read_apgdiff),
    Reader(original_new.PGCODEKEEPER, original_new.PGCODEKEEPER_FOLDER, original_new.read_pgcodekeeper),
)


def read_checkout(checkout: Path) -> list[Pair]:
    """Give all pairs of a checkout, with unique names, in the suite's own order."""
    for reader in READERS:
        if (checkout / reader.mark).is_dir():
            return list(numbered(reader.read(checkout)))
    known = ", ".join(reader.suite for reader in READERS)
    raise SystemExit(f"{checkout} is not a checkout of a suite that can be read ({known})")
