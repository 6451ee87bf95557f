"""One pair: load the old schema, let dbtool make the new one of it, and compare with a direct build."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.suites.dbtool_command import Done
from tests.suites.dump import Entry, difference, entries, in_any_column_order
from tests.suites.pair import Outcome, Pair, Result
from tests.suites.postgres import NotLoadable, Postgres, created_roles


@dataclass(frozen=True, slots=True)
class Trial:
    """Where pairs are tried, and how dbtool is run."""

    postgres: Postgres
    dbtool: Callable[..., Done]
    scratch_url: str

    def of(self, pair: Pair) -> Result:
        """Give the outcome of a pair; databases and roles are gone afterwards."""
        with TemporaryDirectory() as folder:
            old, new = Path(folder, "old.sql"), Path(folder, "new.sql")
            old.write_text(pair.old, encoding="utf-8")
            new.write_text(pair.new, encoding="utf-8")
            roles = pair.roles, created_roles(pair.old, pair.new)
            try:
                with self.postgres.roles(*roles), self.postgres.database("wanted") as url:
                    self.postgres.load(url, new)
                    wanted = entries(self.postgres.dump(url))
                with self.postgres.roles(*roles), self.postgres.database("live") as url:
                    self.postgres.load(url, old)
                    outcome, reason = self._brought(url, new, wanted)
            except NotLoadable as refused:
                outcome, reason = Outcome.NOT_LOADABLE, str(refused).replace(folder, "")
        return Result(pair.suite, pair.name, outcome, reason)

    def _brought(self, url: str, new: Path, wanted: list[Entry]) -> tuple[Outcome, str]:
        tables = self.postgres.tables(url)
        where = ("--url", url, "--definitions", str(new), "--scratch-url", self.scratch_url)
        done = self.dbtool("apply", "--direct", *where, "--yes", "--allow", "all")
        if done.status:
            return Outcome.NOT_APPLIED, f"exit status {done.status}\n{done.printed}"
        done = self.dbtool("diff", *where)
        if done.status:
            return Outcome.DIFFERENCES, f"exit status {done.status}\n{done.printed}"
        found = entries(self.postgres.dump(url))
        if found == wanted:
            return Outcome.SAME, ""
        if in_any_column_order(found, tables) == in_any_column_order(wanted, tables):
            return Outcome.COLUMN_ORDER, ""
        return Outcome.OTHER_DUMP, difference(wanted, found)
