"""From definitions to a live database and back, with one scratch database for a whole test process."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

from dbtool.catalog.inspector import inspect
from dbtool.catalog.reading import reading
from dbtool.catalog.server import server_info
from dbtool.definitions.contract import Definitions, RenamedFrom
from dbtool.definitions.loader import load
from dbtool.diff.differ import diff
from dbtool.errors import InvalidDefinitions
from dbtool.execute.apply import run_plan
from dbtool.execute.connect import Connection, connect
from dbtool.execute.kept import drop_kept, kept_objects
from dbtool.execute.progress import Silent
from dbtool.execute.renaming import renamed, renamed_back
from dbtool.execute.scratch import Built, build_wanted
from dbtool.execute.workplace import Options
from dbtool.kinds import BY_NAME
from dbtool.model.database import Database
from dbtool.model.plan import Plan
from dbtool.operations.planning import make_plan, proved_on
from dbtool.operations.renames import with_renames
from dbtool.server.contract import Server, with_database
from tests.support.databases import PREFIX, create_database, drop_database
from tests.support.labels import with_provider


@dataclass(slots=True)
class Pipeline:
    """One live database, the scratch database beside it, and the way from definitions to the live one.

    Shape: `built` keeps what was built, by the definitions' fingerprint; `now` is the live database as it was
           read after the last run, None when that may be out of date; `mark` is what the short way of a
           comparison made of what the server said then.
    """

    url: str
    live: Connection
    scratch: str
    built: dict[str, Built]
    now: Database | None
    mark: str = ""

    def build(self, folder: Path) -> Built:
        """Give what the definitions in `folder` describe, read back from scratch."""
        try:
            definitions = self.load(folder)
            if definitions.fingerprint not in self.built:
                built = build_wanted(self.scratch, definitions, base=self._base())
                self.built[definitions.fingerprint] = built
            return self.built[definitions.fingerprint]
        except InvalidDefinitions as error:
            # The error's own text is only a count.
            raise AssertionError("\n".join(f"{e} ({e.hint})" for e in error.errors)) from None

    def load(self, folder: Path) -> Definitions:
        """Give the definitions in `folder`, in their authors' spelling."""
        return load([folder], variables={}, target=None, database="test")

    def inspect(self) -> Database:
        """Give what the live database holds now."""
        if self.now is None:
            with reading(self.live) as found:
                self.now, self.mark = found.database()[0], found.mark
        return self.now

    def plan(self, wanted: Database, said: Iterable[RenamedFrom] = (), back: Plan | None = None) -> Plan:
        """Give the proved plan from the live database to `wanted`, what was renamed renamed first.

        `back` is the plan whose renames are taken back.
        """
        old, version = self.inspect(), server_info(self.live).version
        if back is None:
            start = renamed(self._scratch, old, wanted, said)
        else:
            start = renamed_back(self._scratch, old, wanted, back.changes)
        plan = make_plan(start.database, wanted, version=version)
        if plan.changes:
            plan = proved_on(self.scratch, plan, start.database, wanted, version=version, base=self._base())
        return with_renames(plan, start)

    def _base(self) -> Database | None:
        """Give what scratch holds, as the first bench has read it: what one leaves behind would show."""
        return next((one.base for one in self.built.values()), None)

    def _scratch(self) -> AbstractContextManager[str]:
        return nullcontext(self.scratch)

    def run(self, plan: Plan) -> None:
        """Run a plan as `dbtool apply --direct` does; without the Community edition its part is emulated."""
        self.now = None
        run_plan(self.url, plan, options=Options(community_features="emulate"))

    def bring_to(self, wanted: Database, said: Iterable[RenamedFrom] = (), back: Plan | None = None) -> Plan:
        """Plan, run, and make sure that nothing is left to do; gives the plan that ran."""
        return self._bring(wanted, self.plan(wanted, said, back))

    def bring_straight_to(self, wanted: Database) -> Plan:
        """Like `bring_to`, without the proof and without what was kept of old.

        The live database itself shows soon enough.
        """
        drop_kept(self.live, kept_objects(self.live), Silent())
        plan = make_plan(self.inspect(), wanted, version=server_info(self.live).version)
        return self._bring(wanted, plan)

    def _bring(self, wanted: Database, plan: Plan) -> Plan:
        before, said = self.inspect(), self.mark
        if plan.steps:
            self.run(plan)
        found = self.inspect()
        assert found.facts == before.facts or self.mark != said, "the short way would not see the change"
        left = diff(found, wanted)
        assert not left, "still to do:\n" + "\n".join(map(str, left))
        assert found.unmodelled == wanted.unmodelled, found.unmodelled
        assert not make_plan(found, wanted).steps
        return plan


@dataclass
class Workbench:
    """Live databases that tests leave as they found them, so that the next one can use them again.

    A test that fails costs its database. Roles belong to the cluster: those whose names begin with
    `role_prefix` are dropped after each test.
    """

    server: Server
    worker: str
    template: str | None
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _idle: dict[str, tuple[str, Database]] = field(default_factory=dict)
    _scratch: dict[str, str] = field(default_factory=dict)
    _built: dict[str, dict[str, Built]] = field(default_factory=dict)

    @property
    def role_prefix(self) -> str:
        return f"{PREFIX}{self.worker}_"

    @contextmanager
    def pipeline(self, *, timescaledb: bool = False, labels: bool = False) -> Iterator[Pipeline]:
        """Give a pipeline whose databases are empty, or hold TimescaleDB and nothing else.

        With `labels` the live database has a security label provider, which scratch has not.
        """
        server_url = with_provider(self.server.url) if labels else self.server.url
        self._drop_roles()
        template = (self.template or "template0") if timescaledb else "template0"
        name, empty = self._idle.pop(template, None) or (self._create(template), None)
        url = with_database(server_url, name)
        clean = False
        try:
            with connect(url, autocommit=True) as live:
                empty = empty or _without_cluster(inspect(live))
                built = self._built.setdefault(template, {})
                pipeline = Pipeline(url, live, self._scratch_on(template), built, empty)
                yield pipeline
                clean = diff(pipeline.inspect(), empty) == [] and not _promises(live)
        finally:
            if clean and empty and self._drop_roles():
                self._idle[template] = name, empty
            else:
                drop_database(self.server.url, name)
                self._drop_roles()

    def close(self) -> None:
        """Drop all databases and roles."""
        for name in (*self._scratch.values(), *(name for name, _ in self._idle.values())):
            drop_database(self.server.url, name)
        self._drop_roles()
        self._admin.close()

    @cached_property
    def _admin(self) -> Connection:
        return connect(self.server.url, autocommit=True)

    def _create(self, template: str) -> str:
        name = f"{PREFIX}{self.worker}_bench_{next(self._numbers)}"
        create_database(self.server.url, name, template=template)
        return name

    def _scratch_on(self, template: str) -> str:
        """Give the URL of the scratch database; each use of it is rolled back."""
        if template not in self._scratch:
            self._scratch[template] = self._create(template)
        return with_database(self.server.url, self._scratch[template])

    def _drop_roles(self) -> bool:
        """Drop the roles of the last test; False if something still needs one of them."""
        query = "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)"
        try:
            for (name,) in self._admin.execute(query, [self.role_prefix]).fetchall():
                self._admin.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))
        except psycopg.errors.DependentObjectsStillExist:
            return False
        return True


def _without_cluster(database: Database) -> Database:
    """Give the database without roles, which come and go with other tests."""
    return database.only(key for key in database if not BY_NAME[key.kind].cluster)


def _promises(live: Connection) -> int:
    """Give the number of rows in dbtool.declared, of which a database without declarations has none."""
    ((table,),) = live.execute("SELECT to_regclass('dbtool.declared')").fetchall()
    if table is None:
        return 0
    ((count,),) = live.execute("SELECT count(*) FROM dbtool.declared").fetchall()
    return int(count)
